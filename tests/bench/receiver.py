#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a receiver beside nginx that logs bodies and a ten-line Node server that appends them to a file.

    tests/bench/receiver.py [--seconds 5] [--rounds 3] [--connections 64] -- COMMAND…

COMMAND starts the receiver; {port} and {folder} in it are filled in, for example
`build/ci/tests/receiverbench {port} {folder}` or `build/ci/app/roomscope serve --listen 127.0.0.1:{port}
--data-dir {folder}`. Needs wrk; nginx and node take part when they are installed. Rounds are interleaved, because
other work on the machine comes and goes; the medians are printed, and processor time a request, which moves less.
"""
import argparse, os, pathlib, re, shutil, socket, statistics, subprocess, sys, tempfile, time

WRK = """
local seats = {}
for i = 0, 13 do
  seats[#seats + 1] = string.format('{"Index":%d,"Member_Account":"member-%05d","IsTakenDisabled":false,' ..
    '"IsVideoDisabled":true,"IsAudioDisabled":false}', i, i * 977)
end
wrk.method = "POST"
wrk.path = "/callback?SdkAppid=1400000000&CallbackCommand=Mic.CallbackAfterSeatInfoChanged" ..
  "&contenttype=json&ClientIP=203.0.113.7&OptPlatform=Android"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"rid-1001","EventTime":1700000000123,' ..
  '"Operator_Account":"member-00977","SeatList":[' .. table.concat(seats, ",") .. ']}'
"""

# The mirror module reads the body, which `return` alone would throw away unread.
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  log_format body escape=json '$time_iso8601 "$request" $request_body';
  access_log {folder}/access.log body;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  client_body_buffer_size 16k; keepalive_requests 100000000;
  server {{
    listen 127.0.0.1:{port} backlog=512;
    root {folder};
    location / {{ mirror /mirror; error_page 403 404 405 =200 @ok; log_not_found off; }}
    location = /mirror {{ internal; return 204; }}
    location @ok {{ default_type application/json; return 200 '{{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}}'; }}
  }}
}}
"""

NODE = """
const fs = require('fs');
require('http').createServer((request, response) => {{
  let body = '';
  request.on('data', chunk => body += chunk);
  request.on('end', () => fs.appendFile('{folder}/bodies.log', body + '\\n', () => {{
    response.setHeader('Content-Type', 'application/json');
    response.end('{{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}}');
  }}));
}}).listen({port}, '127.0.0.1');
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing listens at port {port}")


def processor_seconds(pid):
    """Of the process and its children, from its start."""
    total = 0.0
    tick = os.sysconf("SC_CLK_TCK")
    for each in [pid] + [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]:
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / tick
    return total


def measure(name, command, script, arguments, scratch):
    folder = pathlib.Path(tempfile.mkdtemp(prefix=name, dir=scratch))
    port = free_port()
    for setup, text in (("nginx.conf", NGINX), ("server.js", NODE)):
        (folder / setup).write_text(text.format(folder=folder, port=port))
    command = [part.format(folder=folder, port=port) for part in command]
    with open(folder / "output", "wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            wait_for(port, process)
            before = processor_seconds(process.pid)
            text = subprocess.run(["wrk", "-t1", f"-c{arguments.connections}", f"-d{arguments.seconds}s", "--latency",
                                   "-s", script, f"http://127.0.0.1:{port}/"],
                                  capture_output=True, text=True, check=True).stdout
            used = processor_seconds(process.pid) - before
        finally:
            process.terminate()
            process.wait(20)
    shutil.rmtree(folder)
    if "Non-2xx" in text or "Socket errors" in text:
        print(text, file=sys.stderr)
    count = int(re.search(r"(\d+) requests in", text)[1])
    slowest = re.search(r"99%\s+(\S+)", text)[1]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), used / max(count, 1) * 1e6, slowest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--folder", help="where journals and logs are written (default: the system's temporary folder)")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing")
    receiver = arguments.command
    if os.sep in receiver[0]:
        receiver[0] = os.path.abspath(receiver[0])
    servers = {"roomscope": receiver}
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx:
        servers["nginx"] = [nginx, "-p", "{folder}", "-c", "{folder}/nginx.conf"]
    if shutil.which("node"):
        servers["node"] = ["node", "{folder}/server.js"]
    results = {name: [] for name in servers}
    with tempfile.TemporaryDirectory(prefix="receiver-bench", dir=arguments.folder) as scratch:
        script = pathlib.Path(scratch) / "post.lua"
        script.write_text(WRK)
        for number in range(arguments.rounds):
            for name, command in servers.items():
                rate, cost, slowest = measure(name, command, str(script), arguments, scratch)
                results[name].append((rate, cost))
                print(f"round {number + 1}  {name:10} {rate:9.0f}/s  {cost:6.1f} µs of processor each  99 % within {slowest}",
                      flush=True)
    for name, runs in results.items():
        rate = statistics.median(run[0] for run in runs)
        cost = statistics.median(run[1] for run in runs)
        print(f"median   {name:10} {rate:9.0f}/s  {cost:6.1f} µs of processor each")


if __name__ == "__main__":
    main()
