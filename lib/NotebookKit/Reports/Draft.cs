namespace NotebookKit;

/// <summary>Reports of an investigation as text to be worked on; a part without data says what is missing.</summary>
public static class Draft
{
    /// <summary>What to tell whoever suffers, today: what helps at once, how he sees whether it is this, and what comes later.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="heading">The level of the first heading.</param>
    public static Markdown CustomerNote(ReportFacts facts, int heading = 1) => NotebookKit.Reports.CustomerNote.Draft(facts, heading);

    /// <summary>The text of a bug for a stable-release update.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="heading">The level of the first heading.</param>
    public static Markdown StableUpdate(ReportFacts facts, int heading = 1) => NotebookKit.Reports.StableUpdate.Draft(facts, heading);

    /// <summary>The cover letter of a patch for a stable kernel, as plain text for a mailing list: lines within 72 columns
    /// but for the subject and words that are longer. It holds no patch: git format-patch makes that.</summary>
    /// <param name="facts">What is known.</param>
    public static Markdown CoverLetter(ReportFacts facts) => NotebookKit.Reports.CoverLetter.Draft(facts);

    /// <summary>The investigation on one page, for people who will not read the notebooks.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="heading">The level of the first heading.</param>
    public static Markdown OnePage(ReportFacts facts, int heading = 1) => NotebookKit.Reports.OnePage.Draft(facts, heading);
}
