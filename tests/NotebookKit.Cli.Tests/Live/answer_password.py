"""Executes code in the C# kernel, answers its questions for a password, and prints prompts, errors and outputs."""
import sys

from jupyter_client.manager import start_new_kernel

folder, password, code = sys.argv[1:4]
manager, client = start_new_kernel(startup_timeout=300, kernel_name=".net-csharp", cwd=folder)


def answer(message):
    print("asked:", message["content"]["password"], message["content"]["prompt"])
    client.input(password)


def show(message):
    content = message["content"]
    print("\n".join([content.get("text", ""), content.get("evalue", ""), *content.get("traceback", [])]))


client.execute_interactive(code, allow_stdin=True, stdin_hook=answer, output_hook=show, timeout=600)
manager.shutdown_kernel(now=True)
