import { startLab } from './src/lab/lab.ts';
import { openShell, exec } from './test/lab/plain-client.ts';
const mix: any = {cisco_ios:1,cisco_iosxe:1,cisco_nxos:1,cisco_iosxr:1,arista_eos:1,juniper_junos:1,frr:1,linux:1};
const lab = await startLab({devices: 8, mix, seed: 3, outDir: '/tmp/labout'});
const P = /(?:[>#$]) ?$/;
const only = process.argv[2];
for (const d of lab.devices) { if (only && d.platform!==only) continue;
  console.log('=====', d.name, d.platform, d.facts.model, d.facts.version, d.facts.saved);
  const s = await openShell(lab, d);
  process.stdout.write(await s.until(P));
  const ask = async (l: string)=>process.stdout.write((await s.ask(l, P)).replace(/\x1b/g,'^['));
  if (d.facts.landsUnprivileged && ['cisco_ios','cisco_iosxe','arista_eos'].includes(d.platform)) { await s.ask('enable', 'Password: '); await ask(lab.enableSecret); }
  const lines = d.platform==='juniper_junos'? ['set cli complete-on-space off','set cli screen-length 0','set cli screen-width 1024','set cli timestamp disable','show version','show version | display json','show chassis hardware','show system uptime','show configuration','show configuration | display set | match bgp','show bgp summary','show interfaces terse | match 0/0/0','foo','show foo','show','s','configure','set system host-name neu','set interfaces ge-0/0/3 description "a b"','show | compare','commit','exit','show configuration system | no-more']
   : d.platform==='linux' ? ['uname -a','ip addr show','foo','cat /proc/uptime']
   : ['terminal length 0','terminal width 511',...(d.platform==='cisco_iosxr'?['terminal exec prompt no-timestamp']:[]),'show version','show version | json','show inventory','show running-config','show ip interface brief','show ip bgp summary','show clock','foo','show foo','show ip','sh i','configure terminal','interface '+d.facts.ports[2]!.name,'description hello world','shutdown','bogus','exit','hostname neu', ...(d.platform==='cisco_iosxr'?['show configuration','commit']:[]),'end','show running-config | section interface '+d.facts.ports[2]!.name,'write memory'];
  for (const l of lines) await ask(l);
  s.channel.write('exit\n'); await s.closed(); s.client.end();
  console.log('\n-- exec:', JSON.stringify((await exec(lab, d, d.platform==='linux'?'cat /etc/os-release':'show version | include ersion'))));
}
console.log(lab.writes()); await new Promise(r=>setTimeout(r,100)); console.log(lab.leftovers(), lab.counters()); await lab.stop();
