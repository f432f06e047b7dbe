namespace NotebookKit;

/// <summary>What a tool captured while a workload ran. Takes apart: <c>var (trace, run) = await ...</c>.</summary>
/// <typeparam name="T">What the tool's capture became.</typeparam>
/// <param name="First">The capture.</param>
/// <param name="Workload">The workload's run.</param>
public sealed record Captured<T>(T First, WorkloadRun Workload);

/// <summary>What two tools captured at the same time while a workload ran.</summary>
/// <typeparam name="T1">What the first tool's capture became.</typeparam>
/// <typeparam name="T2">What the second tool's capture became.</typeparam>
/// <param name="First">The first tool's capture.</param>
/// <param name="Second">The second tool's capture.</param>
/// <param name="Workload">The workload's run.</param>
public sealed record Captured<T1, T2>(T1 First, T2 Second, WorkloadRun Workload);

/// <summary>What three tools captured at the same time while a workload ran.</summary>
/// <typeparam name="T1">What the first tool's capture became.</typeparam>
/// <typeparam name="T2">What the second tool's capture became.</typeparam>
/// <typeparam name="T3">What the third tool's capture became.</typeparam>
/// <param name="First">The first tool's capture.</param>
/// <param name="Second">The second tool's capture.</param>
/// <param name="Third">The third tool's capture.</param>
/// <param name="Workload">The workload's run.</param>
public sealed record Captured<T1, T2, T3>(T1 First, T2 Second, T3 Third, WorkloadRun Workload);

/// <summary>What four tools captured at the same time while a workload ran.</summary>
/// <typeparam name="T1">What the first tool's capture became.</typeparam>
/// <typeparam name="T2">What the second tool's capture became.</typeparam>
/// <typeparam name="T3">What the third tool's capture became.</typeparam>
/// <typeparam name="T4">What the fourth tool's capture became.</typeparam>
/// <param name="First">The first tool's capture.</param>
/// <param name="Second">The second tool's capture.</param>
/// <param name="Third">The third tool's capture.</param>
/// <param name="Fourth">The fourth tool's capture.</param>
/// <param name="Workload">The workload's run.</param>
public sealed record Captured<T1, T2, T3, T4>(T1 First, T2 Second, T3 Third, T4 Fourth, WorkloadRun Workload);
