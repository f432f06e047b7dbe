namespace NotebookKit.Formats;

/// <summary>Files that are read by turns, of which there may be more than a process may
/// hold open (<c>ulimit -n</c>): a host of 4,096 CPUs has as many.</summary>
internal sealed class FilePool
{
    private const int TooManyOpenFiles = 24; // EMFILE

    // The files that are open and may be closed, the one that was read last in front.
    private readonly LinkedList<PooledFile> _open = new();
    private int _most;

    /// <summary>Creates it.</summary>
    /// <param name="most">The most files to hold open; far below the usual limit of 1,024, since a program needs others too.</param>
    public FilePool(int most = 256) => _most = most;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public Stream Open(string path)
    {
        CaptureFile file = Opened(() => CaptureFile.OpenRead(path));

        // A pipe gives its bytes once.
        return file.IsPlain ? new PooledFile(this, path, file) : file;
    }

    private CaptureFile Opened(Func<CaptureFile> open)
    {
        Close(_most - 1);
        while (true)
        {
            try
            {
                return open();
            }
            catch (IOException fault) when (fault.HResult == TooManyOpenFiles && _open.Count > 0)
            {
                _most = Math.Max(1, _open.Count / 2);
                Close(_most);
            }
        }
    }

    private void Close(int kept)
    {
        while (_open.Count > kept)
        {
            _open.Last!.Value.Close(_open);
        }
    }

    private sealed class PooledFile : ForwardStream
    {
        private readonly FilePool _pool;
        private readonly string _path;
        private readonly LinkedListNode<PooledFile> _turn;
        private readonly long _length;
        private readonly DateTime _created;
        private CaptureFile? _file;
        private long _position;

        public PooledFile(FilePool pool, string path, CaptureFile file)
        {
            (_pool, _path, _file, _turn) = (pool, path, file, new LinkedListNode<PooledFile>(this));
            (_length, _created) = (file.Length, file.Created);
            pool._open.AddFirst(_turn);
        }

        public override int Read(Span<byte> buffer)
        {
            if (_file is null)
            {
                _file = _pool.Opened(() => CaptureFile.Reopen(_path, _length, _position, _created));
                _pool._open.AddFirst(_turn);
            }
            else if (_turn.Previous is not null)
            {
                _pool._open.Remove(_turn);
                _pool._open.AddFirst(_turn);
            }

            return _file.Read(buffer);
        }

        public void Close(LinkedList<PooledFile> open)
        {
            open.Remove(_turn);
            _position = _file!.Position;
            _file.Dispose();
            _file = null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && _file is not null)
            {
                Close(_pool._open);
            }

            base.Dispose(disposing);
        }
    }
}
