"""Runs a notebook with nbclient, in the folder where it lies, and writes it elsewhere."""
import os
import sys

import nbformat
from nbclient import NotebookClient

source, target = sys.argv[1:3]
notebook = nbformat.read(source, as_version=4)
resources = {"metadata": {"path": os.path.dirname(os.path.abspath(source))}}
NotebookClient(notebook, timeout=1200, startup_timeout=300, resources=resources).execute()
nbformat.write(notebook, target)
