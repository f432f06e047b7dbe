using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>What stands above and under a table.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Note">What its numbers count.</param>
/// <param name="MaxRows">The most rows that are shown.</param>
/// <param name="Owner">The frame that was given the title: others made of its columns bring it along, and may not change it.</param>
internal sealed record FrameTitle(string? Caption, string? Note, int MaxRows, WeakReference<DataFrame> Owner)
{
    public bool IsOf(DataFrame frame) => Owner.TryGetTarget(out DataFrame? owner) && ReferenceEquals(owner, frame);
}

/// <content>Titles of frames: what a table shows, what its numbers count and what was lost.</content>
/// <content>A title outlives Filter, OrderBy and the other members that choose rows of a frame; what groups or joins begins without
/// one.</content>
public static partial class Frames
{
    private static readonly ConditionalWeakTable<DataFrame, FrameTitle> Titles = [];

    extension(DataFrame frame)
    {
        /// <summary>What the table shows, above it; null for none.</summary>
        public string? Caption => Of(frame)?.Caption;

        /// <summary>What the numbers count and what was lost, under the table; null for none.</summary>
        public string? Note => Of(frame)?.Note;
    }

    /// <summary>Says what a table shows.</summary>
    /// <param name="frame">The table.</param>
    /// <param name="caption">What it shows; null for nothing.</param>
    /// <param name="note">What its numbers count and what was lost; where it is null, the note there is stays.</param>
    /// <param name="maxRows">The most rows that are shown; a longer table shows its first and last ones and says how many lie
    /// between.</param>
    /// <returns>The table itself.</returns>
    public static DataFrame Titled(this DataFrame frame, string? caption, string? note = null, int maxRows = ResultTable.MostRows)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var title = new FrameTitle(caption, note ?? Of(frame)?.Note, maxRows, new WeakReference<DataFrame>(frame));
        Titles.AddOrUpdate(frame, title);
        for (int i = 0; i < frame.Columns.Count; i++)
        {
            if (frame.Columns[i] is IUnitColumn { Title: { } other } && !other.IsOf(frame))
            {
                // The column stands in another table too, which keeps its title.
                frame.Columns[i] = frame.Columns[i].Clone();
            }

            if (frame.Columns[i] is IUnitColumn column)
            {
                column.Title = title;
            }
        }

        return frame;
    }

    /// <summary>The title of a frame: its own, or the one that all its columns bring along.</summary>
    internal static FrameTitle? Of(DataFrame frame) =>
        Titles.TryGetValue(frame, out FrameTitle? own) ? own
        : frame.Columns.Count > 0
        && frame.Columns[0] is IUnitColumn { Title: { } title }
        && frame.Columns.All(column => column is IUnitColumn with && ReferenceEquals(with.Title, title))
            ? title
        : null;

    /// <summary>Gives a frame made of another's columns its title.</summary>
    internal static DataFrame TitledAs(this DataFrame frame, DataFrame other)
    {
        if (Of(other) is { } title)
        {
            Titles.AddOrUpdate(frame, title);
        }

        return frame;
    }
}
