using NotebookKit.Tests;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Tests that change what a host has once, or compare it before and after. Those
/// of other test programs wait for their turn.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class OneHost : ICollectionFixture<HostTurn>
{
    public const string Name = "one host";
}
