/** `rollcall doctor`: says what is wrong on this machine and how to mend it. Knows the order of checks. */
import { Command } from 'commander';
import { loadConfig } from '../../config/load-config.ts';
import { RollcallError } from '../../core/errors.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { checkBackups, checkGit, checkSchedules } from '../doctor-backup-checks.ts';
import { checkChangeRecords, checkChanging } from '../doctor-change-checks.ts';
import {
  checkConfigFile,
  checkCredentials,
  checkDatabase,
  checkDataFolder,
  checkHostKeys,
  checkInventory,
  checkNode,
  checkOpenFiles,
} from '../doctor-checks.ts';
import { EXIT } from '../exit-code.ts';
import type { CliParts } from '../parts.ts';
import { type Finding, renderDoctor } from '../render-doctor.ts';

export const doctorCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('doctor'))
    .summary('say what is wrong and how to mend it')
    .description(
      'Checks configuration, inventory, credentials, backups, schedules, changes and limits. Contacts no device.',
    )
    .addHelpText('after', examples('rollcall doctor', 'rollcall doctor --json | jq .findings'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      const findings = await examine(parts, config);
      if (json) parts.print.json({ findings });
      else parts.print.out(renderDoctor(findings));
      return findings.some(({ level }) => level === 'fail') ? EXIT.FINDINGS : EXIT.WELL;
    },
  };
};

/** Every finding that can be had: what builds on something broken is left out. */
async function examine({ env, cwd }: CliParts, configPath: string | undefined): Promise<Finding[]> {
  const findings = [...checkNode(), ...(await checkGit())];
  const loaded = await attempt(findings, 'config', () =>
    loadConfig({ env, cwd, ...(configPath === undefined ? {} : { explicitPath: configPath }) }),
  );
  if (loaded === null) return findings;
  const { config, file } = loaded;
  const add = async (check: string, work: () => Finding[] | Promise<Finding[]>) => {
    findings.push(...((await attempt(findings, check, async () => work())) ?? []));
  };
  await add('config', () => checkConfigFile(file));
  await add('data folder', () => checkDataFolder(config.data_dir));
  await add('database', () => checkDatabase(config.data_dir));
  await add('backups', () => checkBackups(config));
  await add('schedules', () => checkSchedules(config));
  await add('changes', () => checkChanging(config));
  await add('audit log', () => checkChangeRecords(config));
  const read = await attempt(findings, 'inventory', () => checkInventory(config, env));
  if (read === null) return findings;
  const { inventory } = read;
  findings.push(...read.findings);
  await add('credentials', () => checkCredentials(config, inventory, env));
  await add('host keys', () => checkHostKeys(config, inventory));
  await add('open files', () => checkOpenFiles(config, inventory));
  return findings;
}

/** The work's value; one of our errors becomes a finding and null. */
async function attempt<T>(findings: Finding[], check: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    findings.push({ check, level: 'fail', message: error.message, mend: error.hint });
    return null;
  }
}
