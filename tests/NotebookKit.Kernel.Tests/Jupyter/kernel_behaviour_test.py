"""What a person at a notebook does to a kernel beyond running cells, with Jupyter's own client."""
import os
import queue
import signal
import tempfile
import time
import unittest

from jupyter_client.manager import start_new_kernel

# A hang is what it is for: a busy machine is not one.
TIMEOUT = 300


def start():
    return start_new_kernel(kernel_name=".net-csharp", startup_timeout=TIMEOUT)


class Asking:
    # A client that waits for a kernel asks more than once, where the machine is busy: answers to that are passed over.
    def reply(self, message):
        while True:
            reply = self.kc.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"]


class Behaviour(Asking, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start()

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()

    def started(self, code, **options):
        message = self.kc.execute(code, **options)
        while True:
            out = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if out["parent_header"].get("msg_id") == message and out["msg_type"] == "execute_input":
                return message

    def outputs(self, message):
        found = []
        while True:
            out = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if out["parent_header"].get("msg_id") != message:
                continue
            if out["msg_type"] != "status":
                found.append(out)
            elif out["content"]["execution_state"] == "idle":
                return found

    def run_cell(self, code, **options):
        message = self.kc.execute(code, **options)
        reply = self.reply(message)
        return reply, self.outputs(message)

    def text(self, outputs, name="stdout"):
        return "".join(o["content"]["text"] for o in outputs if o["msg_type"] == "stream" and o["content"]["name"] == name)

    def interrupted(self, code, how):
        self.run_cell("int kept = 7;")
        message = self.started(code)
        time.sleep(0.5)
        how()
        self.assertEqual(self.reply(message)["ename"], "Interrupted", code)
        outputs = self.outputs(message)
        self.assertEqual([o["content"]["ename"] for o in outputs if o["msg_type"] == "error"], ["Interrupted"])
        self.assertEqual(self.run_cell("kept")[1][-1]["content"]["data"]["text/plain"], "7")

    def test_an_interrupt_stops_loops_waits_and_sleeps(self):
        for code in [
            "while (true) { }",
            "long n = 0; while (true) n++;",
            "void Spin() { for (;;) ; }\nSpin();",
            "await Task.Delay(100000);",
            "await Task.Delay(10); while (true) { }",
            "System.Threading.Thread.Sleep(100000);",
            "Task.Delay(100000).Wait();",
            "Parallel.For(0, 8, i => { while (true) { } });",
            "foreach (var i in Enumerable.Repeat(1, int.MaxValue)) { }",
            "again: goto again;",
            "#!sh\nsleep 1000",
        ]:
            with self.subTest(code=code):
                self.interrupted(code, self.km.interrupt_kernel)

    def test_sigint_interrupts_as_the_message_does(self):
        self.interrupted("while (true) { }", lambda: os.kill(self.km.provisioner.pid, signal.SIGINT))

    def test_what_an_interrupted_cell_would_do_after_its_await_is_not_done(self):
        with tempfile.TemporaryDirectory() as folder:
            go = os.path.join(folder, "go")
            self.interrupted(f'while (!System.IO.File.Exists("{go}")) await Task.Delay(20); kept = 8;', self.km.interrupt_kernel)
            open(go, "w").close()
            time.sleep(2)
        self.assertEqual(self.run_cell("kept")[1][-1]["content"]["data"]["text/plain"], "7")

    def test_a_cell_deep_in_a_library_is_left_behind_and_says_so(self):
        message = self.started('System.Text.RegularExpressions.Regex.IsMatch(new string(\'a\', 31), "(a+)+b")')
        time.sleep(0.3)
        self.km.interrupt_kernel()
        reply = self.reply(message)
        self.assertEqual(reply["status"], "error")
        self.assertEqual(self.run_cell("1+1")[1][-1]["content"]["data"]["text/plain"], "2")

    def test_the_directives_of_cases_are_completed_with_what_they_take(self):
        for code, has in (("#!dia", "#!diagnose"), ("#!cap", "#!capture"), ("#!diagnose x --ag", "--against"), ("#!capture nvme0n1 --sec", "--seconds")):
            self.assertEqual(self.reply(self.kc.complete(code, len(code)))["matches"], [has], code)
        drives = sorted(os.listdir("/sys/block")) if os.path.isdir("/sys/block") else []
        for code in ("#!capture ", "#!diagnose x --device "):
            self.assertEqual(sorted(self.reply(self.kc.complete(code, len(code)))["matches"]), drives, code)
        data = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../../data"))
        code = f"#!diagnose {data}/snapshot-nomerges2-"
        self.assertEqual(self.reply(self.kc.complete(code, len(code)))["matches"], ["snapshot-nomerges2-mqdeadline/"])

    def test_sql_cells_are_completed_interrupted_and_go_on(self):
        library = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../../lib/bin/NotebookKit.dll"))
        reply, _ = self.run_cell(f'#r "{library}"\nusing NotebookKit;\nvar requests = new Microsoft.Data.Analysis.DataFrame(new Microsoft.Data.Analysis.Int64DataFrameColumn("n", new long[] {{ 1, 2, 3 }}));')
        self.assertEqual(reply["status"], "ok", reply)
        query = "#!sql\nSELECT sum(n) FROM req"
        self.assertEqual(self.reply(self.kc.complete(query, len(query)))["matches"], ["requests"])
        self.assertEqual(self.reply(self.kc.is_complete(query))["status"], "complete")
        self.assertFalse(self.reply(self.kc.inspect(query, len(query)))["found"])
        for _ in range(2):
            self.interrupted("#!sql\nSELECT count(*) FROM range(1000000000) a, range(100000) b WHERE a.range % 7 = b.range % 11", self.km.interrupt_kernel)
            reply, outputs = self.run_cell("#!sql\nSELECT sum(n) AS total FROM requests")
            self.assertEqual(reply["status"], "ok", reply)
            self.assertIn("6", outputs[-1]["content"]["data"]["text/plain"])
        self.assertEqual(self.text(self.run_cell('Console.Write("printed");')[1]), "printed")

    def test_a_cell_asks_the_user(self):
        for code, answer in [
            ('await Kernel.GetInputAsync("name?")', "Ada"),
            ('(await Kernel.GetPasswordAsync("secret?")).GetClearTextPassword()', "s3cret"),
            ("Console.ReadLine()", "a line"),
        ]:
            message = self.kc.execute(code)
            asked = self.kc.get_stdin_msg(timeout=TIMEOUT)
            self.assertEqual(asked["msg_type"], "input_request")
            self.assertEqual(asked["content"]["password"], "Password" in code)
            self.kc.input(answer)
            self.assertEqual(self.reply(message)["status"], "ok")
            self.assertEqual(self.outputs(message)[-1]["content"]["data"]["text/plain"], answer)

    def test_a_client_that_cannot_answer_is_not_asked(self):
        reply, _ = self.run_cell('await Kernel.GetInputAsync("name?")', allow_stdin=False)
        self.assertEqual(reply["ename"], "InvalidOperationException")

    def test_an_interrupt_ends_a_question(self):
        message = self.kc.execute("Console.ReadLine()")
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.km.interrupt_kernel()
        self.assertEqual(self.reply(message)["ename"], "Interrupted")
        self.outputs(message)

    def test_cells_behind_an_error_are_aborted_unless_they_say_otherwise(self):
        with tempfile.TemporaryDirectory() as folder:
            # The first fails when the others are sent, however long that takes.
            waits = 'while (!System.IO.File.Exists("{}")) System.Threading.Thread.Sleep(20); throw new Exception("x");'
            go = os.path.join(folder, "go")
            first = self.kc.execute(waits.format(go))
            behind = [self.kc.execute("1"), self.kc.execute("2")]
            time.sleep(2)  # what is sent goes by a thread of the client's own, and has no answer by which to know that it arrived
            open(go, "w").close()
            self.assertEqual(self.reply(first)["status"], "error")
            self.assertEqual([self.reply(m)["status"] for m in behind], ["aborted", "aborted"])
            again = os.path.join(folder, "again")
            first = self.kc.execute(waits.format(again), stop_on_error=False)
            behind = self.kc.execute("1")
            open(again, "w").close()
            self.reply(first)
            self.assertEqual(self.reply(behind)["status"], "ok")
            self.outputs(behind)

    def test_counts_silence_and_expressions(self):
        before, _ = self.run_cell("1")
        silent, outputs = self.run_cell("2", silent=True)
        self.assertEqual(outputs, [])
        apart, outputs = self.run_cell("3", store_history=False)
        self.assertEqual(outputs[-1]["msg_type"], "execute_result")
        after, _ = self.run_cell("4", user_expressions={"sum": "40+2", "bad": "nothing"})
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)
        self.assertEqual(after["user_expressions"]["sum"]["data"]["text/plain"], "42")
        self.assertEqual(after["user_expressions"]["bad"]["status"], "error")

    def test_a_shown_value_is_updated_in_its_place(self):
        _, outputs = self.run_cell('var d = display("one"); d.Update("two");')
        self.assertEqual([o["msg_type"] for o in outputs[1:]], ["display_data", "update_display_data"])
        self.assertEqual(outputs[1]["content"]["transient"], outputs[2]["content"]["transient"])

    def test_what_a_library_says_a_long_cell_is_at_is_shown_until_the_cell_shows_something(self):
        says = '((Action<string>)AppContext.GetData("NotebookKit.CellWork"))("counting");System.Threading.Thread.Sleep(5000);'
        for end, last in (('Console.Write("done");', "stream"), ("7", "execute_result"), ("", "clear_output")):
            _, outputs = self.run_cell(says + end)
            kinds = [o["msg_type"] for o in outputs if o["msg_type"] not in ("execute_input", "update_display_data")]
            self.assertEqual(kinds, ["display_data", "clear_output"] + ([last] if end else []), end)
            shown = next(o for o in outputs if o["msg_type"] == "display_data")["content"]
            self.assertIn("counting", shown["data"]["text/plain"])

        # What has shown something keeps it, and a cell of which nobody says anything is left alone.
        _, outputs = self.run_cell('Console.WriteLine("first");System.Threading.Thread.Sleep(200);' + says)
        self.assertEqual([o["msg_type"] for o in outputs if o["msg_type"] != "execute_input"], ["stream"])
        _, outputs = self.run_cell('((Action<string>)AppContext.GetData("NotebookKit.CellWork"))(null);System.Threading.Thread.Sleep(2000);')
        self.assertEqual([o["msg_type"] for o in outputs if o["msg_type"] != "execute_input"], [])

    def test_a_compile_error_marks_its_place(self):
        reply, _ = self.run_cell("int a = 1;\nint b = missing + a;")
        self.assertEqual(reply["traceback"][0], "(2,9): error CS0103: The name 'missing' does not exist in the current context")
        self.assertEqual(reply["traceback"][2], "            ^^^^^^^")

    def test_comms_are_answered(self):
        message = self.kc.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
        self.kc.shell_channel.send(message)
        outputs = self.outputs(message["header"]["msg_id"])
        self.assertEqual([(o["msg_type"], o["content"].get("comm_id")) for o in outputs if o["msg_type"] != "status"], [("comm_close", "c1")])
        reply = self.reply(self.kc.comm_info())
        self.assertEqual(reply["comms"], {})

    def test_a_thread_that_throws_does_not_end_the_kernel(self):
        reply, outputs = self.run_cell('var t = new System.Threading.Thread(() => throw new Exception("in the back")); t.Start(); t.Join();')
        self.assertEqual(reply["status"], "ok")
        self.assertIn("in the back", self.text(outputs, "stderr"))
        self.assertEqual(self.run_cell("1+1")[0]["status"], "ok")

    def test_a_recursion_without_end_is_an_error_of_its_cell(self):
        reply, _ = self.run_cell("int Deep(int n) => 1 + Deep(n + 1);\nDeep(0)")
        self.assertEqual(reply["ename"], "InsufficientExecutionStackException")
        self.assertEqual(self.run_cell("1+1")[0]["status"], "ok")

    def test_threads_that_fill_the_pool_do_not_stop_the_heartbeat_or_an_interrupt(self):
        message = self.started("var all = Enumerable.Range(0, 500).Select(i => Task.Run(() => System.Threading.Thread.Sleep(300000))).ToArray(); Task.WaitAll(all);")
        time.sleep(1)
        beats = [self.kc.hb_channel.is_beating()]
        while not beats[-1] and len(beats) < TIMEOUT:
            time.sleep(1)
            beats.append(self.kc.hb_channel.is_beating())
        self.assertTrue(self.kc.is_alive() and beats[-1])
        self.km.interrupt_kernel()
        self.assertEqual(self.reply(message)["ename"], "Interrupted")
        self.outputs(message)

    def test_a_hundred_megabytes_printed_stay_bounded_and_ordered(self):
        reply, outputs = self.run_cell("for (int i = 0; i < 1000000; i++) Console.WriteLine($\"{i:D7} {new string('x', 91)}\");")
        self.assertEqual(reply["status"], "ok")
        text = self.text(outputs)
        self.assertEqual(len(text), 1000000)
        lines = text.split("\n")[:-1]
        self.assertEqual([int(line[:7]) for line in lines], list(range(len(lines))))
        self.assertIn("99,000,000 more characters", self.text(outputs, "stderr"))


class Ends(Asking, unittest.TestCase):
    """Each of these ends a kernel."""

    def setUp(self):
        small = {**os.environ, "DOTNET_GCHeapHardLimit": "0x18000000"}
        self.km, self.kc = start_new_kernel(kernel_name=".net-csharp", startup_timeout=TIMEOUT, extra_arguments=[], env=small)

    def tearDown(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel(now=True)

    def wait_for_death(self):
        for _ in range(TIMEOUT * 10):
            if not self.km.is_alive():
                return
            time.sleep(0.1)
        self.fail("the kernel neither died nor answered")

    def test_environment_exit_says_so_and_dies(self):
        message = self.kc.execute("Environment.Exit(3);")
        self.assertEqual(self.reply(message)["ename"], "KernelExit")
        self.wait_for_death()

    def test_a_stack_that_overflows_in_a_library_dies_and_never_hangs(self):
        nested = "IEnumerable<int> all = new int[1]; for (int i = 0; i < 1000000; i++) all = all.SkipWhile(n => n > 1); all.Count()"
        self.kc.execute(nested)
        self.wait_for_death()

    def test_a_lambda_that_calls_itself_for_ever_is_an_error_of_its_cell(self):
        message = self.kc.execute("Func<int, int> f = null; f = n => 1 + f(n + 1); f(0)")
        self.assertEqual(self.reply(message)["ename"], "InsufficientExecutionStackException")
        self.assertEqual(self.reply(self.kc.execute("1 + 1"))["status"], "ok")

    def test_a_cell_that_allocates_until_it_fails_leaves_room_for_the_next(self):
        message = self.kc.execute("var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]);")
        try:
            reply = self.reply(message)
        except queue.Empty:
            return self.wait_for_death()
        self.assertEqual(reply["ename"], "OutOfMemoryException")
        self.assertEqual(self.reply(self.kc.execute("new byte[100 << 20].Length"))["status"], "ok")

    def test_shutdown_answers_and_ends(self):
        self.kc.shutdown()
        self.assertEqual(self.kc.get_control_msg(timeout=TIMEOUT)["msg_type"], "shutdown_reply")
        self.wait_for_death()

    def test_restart_forgets_what_was_declared(self):
        self.kc.execute_interactive("int gone = 1;", timeout=TIMEOUT)
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=TIMEOUT)
        self.assertEqual(self.kc.execute_interactive("gone", timeout=TIMEOUT)["content"]["status"], "error")

    def test_a_kernel_whose_server_is_gone_ends(self):
        import subprocess
        import sys

        script = f"""import os
from jupyter_client.manager import start_new_kernel
km, kc = start_new_kernel(kernel_name='.net-csharp', startup_timeout={TIMEOUT})
print(km.provisioner.pid, flush=True)
os._exit(1)
"""
        pid = int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=TIMEOUT).stdout.split()[-1])
        for _ in range(TIMEOUT * 10):
            if not os.path.exists(f"/proc/{pid}"):
                return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        self.fail("the kernel outlived its server")


if __name__ == "__main__":
    unittest.main()
