using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>Says in a sentence what a reader did with its input, for the note under a table.</summary>
internal static class AccountText
{
    public static string Of(ReadAccount account)
    {
        string skipped =
            account.SkippedCount == 0
                ? "none skipped"
                : "skipped "
                    + string.Join(
                        ", ",
                        account.Skipped.Select(kind =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{kind.Count} ({kind.Kind}; first at line {kind.Examples[0].Place})"
                            )
                        )
                    );
        string lost = account.Lost > 0 ? string.Create(CultureInfo.InvariantCulture, $", {account.Lost} lost by the tool") : "";
        string tail = account.TruncatedTail ? " The end is cut off." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Read {account.Read} {account.Unit} of {account.ShownSource}, {skipped}{lost}.{tail}"
        );
    }
}
