// What VS Code's workbench lacks without Microsoft's Jupyter extension: a folder to open, and a controller that sends cells to a Jupyter server.
// The server that this file comes from says where Jupyter is, hands out the folder read-only, and is told what became of each cell.
const vscode = require("vscode");

exports.activate = async context => {
  const base = context.extensionUri.with({ path: "/" }).toString(true).replace(/\/$/, "");
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider("repository", new Folder(base), { isCaseSensitive: true, isReadonly: true }));
  const { jupyter } = await (await fetch(base + "/settings")).json();
  const controller = vscode.notebooks.createNotebookController("notebookkit", "jupyter-notebook", ".NET (C#)");
  controller.supportedLanguages = ["csharp", "C#"];
  controller.supportsExecutionOrder = true;
  const kernels = new Map();
  const kernelOf = notebook => {
    const path = notebook.uri.path.slice(1);
    if (!kernels.has(path)) kernels.set(path, Kernel.start(jupyter, path));
    return kernels.get(path);
  };
  controller.executeHandler = async (cells, notebook) => {
    for (const cell of cells) {
      const good = await run(controller, await kernelOf(notebook), cell);
      await fetch(base + "/cells", { method: "POST", body: JSON.stringify({ notebook: notebook.uri.path, cell: cell.index, good }) });
      if (!good) break;
    }
  };
  controller.interruptHandler = async notebook => (await kernelOf(notebook)).interrupt();
  context.subscriptions.push(controller);
};

class Folder {
  constructor(base) {
    this.base = base;
    this.onDidChangeFile = new vscode.EventEmitter().event;
  }
  async get(what, uri) {
    const answer = await fetch(`${this.base}/folder/${what}${uri.path}`);
    if (!answer.ok) throw vscode.FileSystemError.FileNotFound(uri);
    return answer;
  }
  watch() { return new vscode.Disposable(() => {}); }
  async stat(uri) { return (await this.get("stat", uri)).json(); }
  async readDirectory(uri) { return (await this.get("list", uri)).json(); }
  async readFile(uri) { return new Uint8Array(await (await this.get("file", uri)).arrayBuffer()); }
  writeFile(uri) { throw vscode.FileSystemError.NoPermissions(uri); }
  createDirectory(uri) { throw vscode.FileSystemError.NoPermissions(uri); }
  delete(uri) { throw vscode.FileSystemError.NoPermissions(uri); }
  rename(uri) { throw vscode.FileSystemError.NoPermissions(uri); }
}

// One kernel of a Jupyter server, over the server's WebSocket.
class Kernel {
  static async start(jupyter, path) {
    // A session, as Jupyter's own pages ask for one: its kernel runs in the notebook's folder.
    const started = await fetch(`${jupyter}/api/sessions`, {
      method: "POST", body: JSON.stringify({ path, name: path, type: "notebook", kernel: { name: ".net-csharp" } })
    });
    if (!started.ok) throw new Error(`Jupyter started no kernel: ${started.status}`);
    const kernel = new Kernel();
    kernel.address = `${jupyter}/api/kernels/${(await started.json()).kernel.id}`;
    kernel.waiting = new Map();
    kernel.socket = new WebSocket(kernel.address.replace(/^http/, "ws") + "/channels");
    await new Promise((opened, failed) => Object.assign(kernel.socket, { onopen: opened, onerror: failed }));
    kernel.socket.onmessage = message => {
      const said = JSON.parse(message.data);
      kernel.waiting.get(said.parent_header?.msg_id)?.(said.header.msg_type, said.content);
    };
    return kernel;
  }
  execute(code, hear) {
    const id = crypto.randomUUID();
    this.waiting.set(id, hear);
    this.socket.send(JSON.stringify({
      channel: "shell", buffers: [], metadata: {}, parent_header: {},
      header: { msg_id: id, msg_type: "execute_request", session: "workbench", username: "", version: "5.3", date: new Date().toISOString() },
      content: { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true }
    }));
    return () => this.waiting.delete(id);
  }
  interrupt() { return fetch(this.address + "/interrupt", { method: "POST" }); }
}

// Runs a cell and shows its outputs; true where it ended without an error.
async function run(controller, kernel, cell) {
  const execution = controller.createNotebookCellExecution(cell);
  execution.start(Date.now());
  await execution.clearOutput();
  const displays = new Map();
  let good = true, last = Promise.resolve(), forget;
  const show = output => { last = last.then(() => execution.appendOutput(output)); };
  await new Promise(idle => {
    forget = kernel.execute(cell.document.getText(), (type, content) => {
      if (type === "execute_input") execution.executionOrder = content.execution_count;
      else if (type === "stream") show(new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem[content.name](content.text)]));
      else if (type === "display_data" || type === "execute_result") {
        const output = new vscode.NotebookCellOutput(items(content.data));
        if (content.transient?.display_id) displays.set(content.transient.display_id, output);
        show(output);
      } else if (type === "update_display_data") {
        const output = displays.get(content.transient.display_id);
        if (output) last = last.then(() => execution.replaceOutputItems(items(content.data), output));
      } else if (type === "error") {
        good = false;
        show(new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error(
          { name: content.ename, message: content.evalue, stack: content.traceback.join("\n") })]));
      } else if (type === "status" && content.execution_state === "idle") idle();
    });
  });
  forget();
  await last;
  execution.end(good, Date.now());
  return good;
}

function items(data) {
  return Object.entries(data).map(([mime, content]) => mime.startsWith("image/") && mime !== "image/svg+xml"
    ? new vscode.NotebookCellOutputItem(Uint8Array.from(atob(content), c => c.charCodeAt(0)), mime)
    : typeof content === "string" ? vscode.NotebookCellOutputItem.text(content, mime) : vscode.NotebookCellOutputItem.json(content, mime));
}
