#!/usr/bin/env python3
"""The yardstick of the bench: what a good asyncio script costs per device.

Reads {"user", "password", "concurrency", "commands", "devices": [{"host", "port", "key"}]} from standard input. For
each device: log in, check the host key's fingerprint, open a shell, switch paging off, run the commands (each waits for
the prompt), leave. Prints one JSON line with the CPU time, start-up excluded.
"""
import asyncio
import json
import re
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")
import asyncssh  # noqa: E402

PROMPT = re.compile(r"[\r\n]([\w.-]+[#>]) ?$")


class Checked(asyncssh.SSHClient):
    def __init__(self, key):
        self._key = key

    def validate_host_public_key(self, host, addr, port, key):
        return key.get_fingerprint() == self._key


async def until_prompt(stdout):
    text = ""
    while not PROMPT.search("\n" + text[-200:]):
        piece = await stdout.read(65536)
        if not piece:
            raise EOFError("closed before the prompt")
        text += piece
    return text


async def visit(job, device):
    connection, _ = await asyncssh.create_connection(
        lambda: Checked(device["key"]),
        device["host"],
        device["port"],
        username=job["user"],
        password=job["password"],
        known_hosts=([], [], []),
        client_keys=None,
        agent_path=None,
        preferred_auth="password",
    )
    try:
        process = await connection.create_process(term_type="vt100", term_size=(511, 1000))
        await until_prompt(process.stdout)
        for command in ["terminal length 0", *job["commands"]]:
            process.stdin.write(command + "\n")
            answer = await until_prompt(process.stdout)
            if command not in answer:
                raise ValueError("no echo")
        process.stdin.write("exit\n")
    finally:
        connection.close()
        await connection.wait_closed()


async def main():
    job = json.load(sys.stdin)
    slots = asyncio.Semaphore(job["concurrency"])
    failed = []

    async def one(device):
        async with slots:
            try:
                await visit(job, device)
            except Exception as error:  # a count is all the bench needs
                failed.append(repr(error))

    before, started = cpu(), time.perf_counter()
    await asyncio.gather(*(one(device) for device in job["devices"]))
    count = len(job["devices"])
    print(
        json.dumps(
            {
                "devices": count,
                "ok": count - len(failed),
                "firstError": failed[0] if failed else None,
                "wallMs": (time.perf_counter() - started) * 1000,
                "cpuMsPerDevice": (cpu() - before) * 1000 / count,
                "peakRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "version": asyncssh.__version__,
            }
        )
    )


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


asyncio.run(main())
