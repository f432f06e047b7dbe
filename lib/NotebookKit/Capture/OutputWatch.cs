using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Capture;

/// <summary>Looks for a word in what a command writes, wherever it stands and however much comes with it.</summary>
internal sealed class OutputWatch
{
    private readonly string _path;
    private readonly byte[] _word;
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _read;
    private int _kept;
    private bool _seen;

    /// <summary>Watches a file that grows.</summary>
    /// <param name="path">The file; it may come later.</param>
    /// <param name="word">The word.</param>
    public OutputWatch(string path, ReadOnlySpan<byte> word) => (_path, _word) = (path, word.ToArray());

    /// <summary>True once the word was written. Each call reads what came since the last.</summary>
    public bool Seen()
    {
        if (_seen || !File.Exists(_path))
        {
            return _seen;
        }

        using SafeFileHandle file = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int read;
        while (!_seen && (read = RandomAccess.Read(file, _buffer.AsSpan(_kept), _read)) > 0)
        {
            _read += read;
            ReadOnlySpan<byte> filled = _buffer.AsSpan(0, _kept + read);
            _seen = filled.IndexOf(_word) >= 0;

            // A word may be cut in two by the end of a read.
            _kept = Math.Min(_word.Length - 1, filled.Length);
            filled[^_kept..].CopyTo(_buffer);
        }

        return _seen;
    }
}
