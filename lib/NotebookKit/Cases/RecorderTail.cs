using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>How long a recorder ran without an event around what it traced: a drive that
/// answers nothing any more leaves no event to say so.</summary>
/// <param name="Program">The recorder, such as <c>blktrace</c>.</param>
/// <param name="Ns">The time without an event, in ns.</param>
/// <param name="Behind">True where all of it lies behind the last event; false where a part may lie before the first.</param>
internal readonly record struct RecorderTail(string Program, long Ns, bool Behind)
{
    /// <summary>Finds it by the times of the recorder's step.</summary>
    /// <returns>Null for loose captures, and where the recorder's step or its times are not known.</returns>
    public static RecorderTail? Of(Recording? recording, SummaryCapture capture)
    {
        if (
            recording is null
            || capture.Trace.EventCount == 0
            || RecordedCaptures.Events(recording).FirstOrDefault(events => ShownBytes.Of(events.Name) == capture.Name).Files
                is not { Length: > 0 } files
            || RecordedCaptures.Recorder(recording, files[0]) is not { } step
        )
        {
            return null;
        }

        BlockTrace trace = capture.Trace;
        string program = Path.GetFileName(step.Argv[0]);
        // blktrace, and perf with its clock set, count on the clock that the step was timed by; other traces lie outside of it.
        if (step.MonotonicNs is [var from, var to] && trace.StartNs >= from && trace.EndNs <= to)
        {
            return new RecorderTail(program, to - trace.EndNs, Behind: true);
        }

        return step is { Start: { } start, End: { } end } && ((end - start).Ticks * 100) - trace.DurationNs is var rest && rest > 0
            ? new RecorderTail(program, rest, Behind: false)
            : null;
    }
}
