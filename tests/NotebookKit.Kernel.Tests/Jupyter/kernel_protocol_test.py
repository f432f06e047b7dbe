"""The protocol tests that Jupyter offers for kernels, with samples in C#. None of them is skipped."""
import unittest

import jupyter_kernel_test


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


if __name__ == "__main__":
    unittest.main()
