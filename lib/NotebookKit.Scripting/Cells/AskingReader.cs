namespace NotebookKit.Scripting.Cells;

/// <summary>Lets <c>Console.ReadLine()</c> ask the user of the client, a line at a time.</summary>
internal sealed class AskingReader : TextReader
{
    private string _rest = "";
    private int _at;

    public override int Peek() => Fill() ? _rest[_at] : -1;

    public override int Read() => Fill() ? _rest[_at++] : -1;

    public override string? ReadLine()
    {
        Fill();
        string line = _rest[_at..].TrimEnd('\n');
        _at = _rest.Length;
        return line;
    }

    private bool Fill()
    {
        if (_at == _rest.Length)
        {
            _rest = CellOutputs.Current.Ask("", hidden: false) + "\n";
            _at = 0;
        }

        return true;
    }
}
