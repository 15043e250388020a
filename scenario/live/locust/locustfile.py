# A Locust master of wxload workers: they do the work, Locust says how many clients there are.
#
#   locust -f locustfile.py --master --enable-rebalancing
#   wxload worker --locust MASTER:5557 shop.yaml       (on each machine, as often as you like)
#
# When a test ends, the results of its workers are in ./wxload-results. "wxload merge" judges
# them together, and its exit code is that of Locust.
import logging, os, subprocess, time
import gevent
from locust import User, events
from locust.runners import STATE_MISSING, MasterRunner

WXLOAD = os.environ.get("WXLOAD", "wxload")  # the program
WAIT = 120  # seconds in which the workers must have ended a test
test = {"run": "", "open": set(), "files": []}

class Client(User):
    """A virtual client of a worker."""
    tasks = [lambda _: None]

@events.init.add_listener
def listen(environment, runner, **_):
    if not isinstance(runner, MasterRunner):
        raise SystemExit("start it with --master: its workers are those of wxload")
    runner.register_message("wxload_result", receive)

@events.test_start.add_listener
def begin(environment, **_):
    test.update(run=time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()), open=set(), files=[])
    environment.parsed_options.wxload_run = test["run"]  # which workers get with their orders
    os.makedirs(os.path.join("wxload-results", test["run"]), exist_ok=True)

def receive(environment, msg, **_):
    runner, worker, part = environment.runner, msg.node_id, msg.data
    if worker not in runner.clients or part["run"] != test["run"]:
        return runner.send_message("wxload_unknown", client_id=worker)
    path = os.path.join("wxload-results", part["run"], f"worker-{runner.get_worker_index(worker) + 1}.wxr")
    try:
        with open(path, "ab") as file:
            if file.tell() == part["offset"]:
                file.write(part["data"])
            size = file.tell()
    except OSError as error:
        return logging.error("wxload: %s", error)
    if path not in test["files"]:
        test["files"].append(path)
    whole = part["last"] and size == part["offset"] + len(part["data"])
    (test["open"].discard if whole else test["open"].add)(worker)
    runner.send_message("wxload_have", {"run": part["run"], "bytes": size}, worker)

@events.test_stop.add_listener
def judge(environment, **_):
    runner, end = environment.runner, time.monotonic() + WAIT
    alive = lambda: [w for w in test["open"] if w in runner.clients and runner.clients[w].state != STATE_MISSING]
    for worker in alive():
        runner.send_message("stop", client_id=worker)
    while alive() and time.monotonic() < end:
        gevent.sleep(0.1)
    if test["files"]:
        environment.process_exit_code = 2  # unless the next line says otherwise
        environment.process_exit_code = subprocess.call([WXLOAD, "merge", "--allow-partial", *test["files"],
            "--out", "result=" + os.path.join("wxload-results", test["run"], "merged.wxr")])
