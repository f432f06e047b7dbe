namespace NotebookKit.Cli.Running;

/// <summary>The recordings of the article's run that lie beside its defect: a record of
/// the defect alone can say where its remedy was verified.</summary>
internal static class ArticlePair
{
    private const string Defect = "snapshot-nomerges2",
        Plain = "standard",
        Fix = "snapshot-nomerges0";

    /// <summary>The folders of the plain volume and of the fix; null where the recording is another, or they are not beside it.</summary>
    public static (string Plain, string Fix)? Of(string defect)
    {
        string beside = Path.GetDirectoryName(defect) ?? "";
        (string plain, string fix) = (Path.Combine(beside, Plain), Path.Combine(beside, Fix));
        return Path.GetFileName(defect) == Defect && Recording.IsIn(plain) && Recording.IsIn(fix) ? (plain, fix) : null;
    }

    /// <summary>Judges the defect by that pair, and says which of it the record itself does not hold.</summary>
    /// <param name="defect">The recording with the defect.</param>
    /// <param name="opened">Folders of the recordings that the record opened.</param>
    public static RecordAnswer? Judge(string defect, IReadOnlyList<string> opened)
    {
        if (Of(defect) is not var (plain, fix) || RecordAnswer.Judge(defect, plain, fix) is not { } answer)
        {
            return null;
        }

        string[] beside = [.. new[] { plain, fix }.Where(folder => !opened.Contains(folder)).Select(folder => Path.GetFileName(folder))];
        return answer with { Beside = answer.Tried is null || beside.Length == 0 ? null : string.Join(RecordAnswer.And, beside) };
    }
}
