using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Attributes of volumes and of their groups as lvs and vgs print them, a letter each: <c>owi-a-s---</c>, <c>wz--n-</c>.</summary>
internal static partial class LvmAttributes
{
    /// <summary>Their form: at some of the places hardly any letter can stand, so that no name has it.</summary>
    public const string Form =
        @"(?<=[ ])(?:[-CmMoOrRsSpvVitTdDlFeEA][-rwRW][-acilnACILN][-m][-aisISmMdXhu][-oX][-mrstuvVCx][-z][-pmrwXa][-ksF]|[wr][-z][-x][-p][-cnalis][-cs])(?=[ ])";

    /// <summary>Where they stand.</summary>
    public static IEnumerable<(int At, int Length)> In(string text) =>
        text.Contains(" Attr ", StringComparison.Ordinal) ? One().Matches(text).Select(found => (found.Index, found.Length)) : [];

    [GeneratedRegex(Form, RegexOptions.CultureInvariant)]
    private static partial Regex One();
}
