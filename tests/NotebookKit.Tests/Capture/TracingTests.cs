namespace NotebookKit.Tests.Capture;

/// <summary>Tests that use what a host has once: the top instance of tracefs, the list of changes to undo.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class TracingTests : ICollectionFixture<HostTurn>
{
    public const string Name = "one host";
}
