"""The protocol tests that Jupyter offers for kernels, with samples in C#. None of them is skipped."""
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel
from jupyter_kernel_test import validate_message

# A hang is what it is for: a busy machine is not one.
TIMEOUT = 300
jupyter_kernel_test.TIMEOUT = TIMEOUT
jupyter_kernel_test.KernelTests.history_helper.__defaults__ = (TIMEOUT,)


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "#!lsm", "matches": {"#!lsmagic"}},
        {"text": "System.Globalization.CultureIn", "matches": {"CultureInfo"}},
    ]
    complete_code_samples = ["1+1", "int x = 3;", "void F() { }", "#!time\n1", "// only a comment"]
    incomplete_code_samples = ["if (true) {", "int x = ", "foreach (var i in", 'var t = """', "/* a comment"]
    invalid_code_samples = ["int = 3;", "class { }", ")"]
    code_page_something = 'Kernel.Page("something to read");'
    code_generate_error = 'throw new System.InvalidOperationException("expected");'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": 'string.Join("-", new[] { 1, 2 })', "result": "1-2"},
        {"code": "new[] { 1, 2 }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": "display(42);", "mime": "text/plain"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = 'Console.Write("gone"); Kernel.ClearOutput();'

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=cls.kernel_name, startup_timeout=TIMEOUT)

    def execute_helper(self, code, timeout=TIMEOUT, silent=False, store_history=True, stop_on_error=True):
        """Jupyter's own waits a tenth of a second for each output, which a busy machine takes longer for."""
        msg_id = self.kc.execute(code=code, silent=silent, store_history=store_history, stop_on_error=stop_on_error)
        reply = self.get_non_kernel_info_reply(timeout=timeout)
        validate_message(reply, "execute_reply", msg_id)
        outputs, states = [], []
        while states[-1:] != ["idle"]:
            msg = self.kc.get_iopub_msg(timeout=timeout)
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            validate_message(msg, msg["msg_type"], msg_id)
            if msg["msg_type"] == "status":
                states.append(msg["content"]["execution_state"])
            elif msg["msg_type"] == "execute_input":
                self.assertEqual(msg["content"]["code"], code)
            else:
                outputs.append(msg)
        self.assertEqual(states, ["busy", "idle"])
        return reply, outputs


if __name__ == "__main__":
    unittest.main()
