using System.Collections.Concurrent;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NotebookKit.Cli.Running;

/// <summary>What the live display knows of a notebook beside its bar.</summary>
/// <param name="State">The word for how it ended; null while it has not.</param>
/// <param name="Title">The running cell's title, or the error it ended with.</param>
internal sealed record LiveRow(string? State, string Title);

/// <summary>One sign: waiting, running, passed, failed or stopped.</summary>
internal sealed class StateColumn(ConcurrentDictionary<int, LiveRow> rows) : ProgressColumn
{
    private static readonly Spinner Spinner = Spinner.Known.Dots;

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        rows.GetValueOrDefault(task.Id)?.State switch
        {
            RunWord.Passed => new Markup(options.Unicode ? "[green]✓[/]" : "[green]+[/]"),
            RunWord.Failed => new Markup(options.Unicode ? "[red]✗[/]" : "[red]x[/]"),
            RunWord.Stopped => new Markup("[yellow]![/]"),
            _ when task.ElapsedTime is null => new Markup("[grey]-[/]"),
            _ when options.Unicode => new Markup(
                $"[blue]{Spinner.Frames[(int)(task.ElapsedTime.Value / Spinner.Interval) % Spinner.Frames.Count]}[/]"
            ),
            _ => new Markup("[blue]*[/]"),
        };
}

/// <summary>Cells that ended, of all.</summary>
internal sealed class CountColumn : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}/{task.MaxValue:0}")).RightJustified();
}

/// <summary>Seconds since the notebook started.</summary>
internal sealed class ElapsedColumn : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(
            task.ElapsedTime is { } elapsed ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s") : ""
        ).RightJustified();
}

/// <summary>The running cell's title, or what went wrong; cut where the line ends.</summary>
internal sealed class TitleColumn(ConcurrentDictionary<int, LiveRow> rows) : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        LiveRow? row = rows.GetValueOrDefault(task.Id);
        return new Text(row?.Title ?? "", row?.State is null ? new Style(Color.Grey) : new Style(Color.Red))
        {
            Overflow = Overflow.Ellipsis,
        };
    }
}
