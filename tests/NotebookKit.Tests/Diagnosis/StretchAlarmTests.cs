using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

public sealed class StretchAlarmTests
{
    private static readonly TimeSpan Width = TimeSpan.FromMilliseconds(250);

    [Theory, InlineData("stalls"), InlineData("stalls-seq")]
    public void Every_stall_is_in_a_stretch_with_an_alarm(string recording)
    {
        BlockTrace trace = Load(recording);
        StretchAlarms alarms = StretchAlarms.Of(Features.Of(trace, Width));
        (long FromNs, long ToNs)[] stalls = StallRule.Find(trace, trace.Events.Devices.Find(trace.Devices.Drive!.Device));
        Assert.Equal(3, stalls.Length);
        Assert.All(
            stalls,
            stall =>
                Assert.Contains(
                    alarms.All,
                    alarm =>
                        alarm.Row.FromNs < stall.ToNs - trace.StartNs && alarm.Row.FromNs + alarm.Row.WidthNs > stall.FromNs - trace.StartNs
                )
        );
        Assert.All(
            alarms.All,
            alarm =>
                Assert.Contains(
                    stalls,
                    stall =>
                        alarm.Row.FromNs < stall.ToNs - trace.StartNs
                        && alarm.Row.FromNs + (2 * alarm.Row.WidthNs) > stall.FromNs - trace.StartNs
                )
        );
    }

    [Theory, InlineData("seq-read-large"), InlineData("seq-write-healthy"), InlineData("rand-read-4k")]
    public void A_healthy_recording_raises_no_alarm_although_features_stand_out(string recording)
    {
        WindowFeatures windows = Features.Of(Load(recording), Width);
        StretchAlarms alarms = StretchAlarms.Of(windows);
        Assert.True(alarms.Judged >= 20);
        Assert.Empty(alarms.All);
        Assert.True(windows.Outliers().Rows > 0);
    }

    [Fact]
    public void Three_stretches_are_too_few_to_judge() => Assert.Equal(0, StretchAlarms.Of(Features.Of(Load("standard"), Width)).Judged);

    [Fact]
    public void D_events_alone_tell_sequential_adjacent_and_flushing_loads()
    {
        FeatureRow defect = Features.Of(Load("snapshot-nomerges2"), TimeSpan.FromMinutes(1)).Rows[0];
        FeatureRow single = Features.Of(Load("standard-noreadahead"), TimeSpan.FromMinutes(1)).Rows[0];
        FeatureRow log = Features.Of(Load("fdatasync-log"), TimeSpan.FromMinutes(1)).Rows[0];
        Assert.True(defect["beside_share"] > 0.9 && defect["beside_outstanding_share"] > 0.9);
        Assert.True(single["beside_share"] > 0.9 && single["beside_outstanding_share"] < 0.01);
        Assert.Equal(0.5, log["flush_issued_share"]!.Value, 2);
    }

    private static BlockTrace Load(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));
}
