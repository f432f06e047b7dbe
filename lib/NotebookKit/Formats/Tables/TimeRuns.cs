using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>The runs that a file of <c>time</c> output tells of, in its order.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class TimeRuns : TableCapture, IReadOnlyList<TimeRun>
{
    private readonly IReadOnlyList<TimeRun> _runs;

    internal TimeRuns(IReadOnlyList<TimeRun> runs, ReadAccount account)
        : base(account) => _runs = runs;

    /// <summary>Reads what <c>time</c> printed, of any shell or GNU.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <exception cref="CaptureFormatException">It is empty, binary, or nothing of the kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static new TimeRuns Open(string path) => TimeOutput.Read(path);

    /// <summary>Reads the same from a stream, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    public static TimeRuns Open(Stream stream, string source) => TimeOutput.Read(stream, source);

    /// <summary>Number of runs.</summary>
    public int Count => _runs.Count;

    /// <summary>A run, from 0.</summary>
    public TimeRun this[int index] => _runs[index];

    /// <inheritdoc/>
    public IEnumerator<TimeRun> GetEnumerator() => _runs.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One row a run; a column that no run has is left out, except real, user and sys.</summary>
    public override ResultTable ToTable()
    {
        ResultTable columns = new ResultTable().Count("run", _runs.Select(run => (long)run.Number));
        if (_runs.Any(run => run.Command is not null))
        {
            columns.Text("command", _runs.Select(run => run.Command));
        }

        columns
            .Real("real", _runs.Select(run => run.RealSeconds), "s")
            .Real("user", _runs.Select(run => run.UserSeconds), "s")
            .Real("sys", _runs.Select(run => run.SysSeconds), "s");
        Extra("exit code", run => run.ExitCode, null);
        Extra("max resident", run => run.MaxResidentKiB, "KiB");
        Extra("major faults", run => run.MajorFaults, null);
        Extra("inputs", run => run.InputSectors, "sectors");
        Extra("outputs", run => run.OutputSectors, "sectors");
        return columns.Titled("Run times", $"real is wall-clock time, user and sys are processor time. {AccountText.Of(Account)}");

        void Extra(string name, Func<TimeRun, long?> of, string? unit)
        {
            if (_runs.Any(run => of(run) is not null))
            {
                columns.Count(name, _runs.Select(of), unit);
            }
        }
    }
}
