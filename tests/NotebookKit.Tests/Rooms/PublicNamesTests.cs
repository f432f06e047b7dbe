namespace NotebookKit.Tests.Rooms;

/// <summary>What a notebook sees of the library.</summary>
public sealed class PublicNamesTests
{
    [Fact]
    public void No_two_rooms_have_a_public_type_of_one_name_so_a_cell_may_use_them_all()
    {
        string[] twice =
        [
            .. typeof(BlockTrace)
                .Assembly.GetExportedTypes()
                .Where(type => !type.IsNested)
                .GroupBy(type => type.Name, StringComparer.Ordinal)
                .Where(group => group.Count() > 1)
                .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.Namespace))}"),
        ];

        Assert.Empty(twice);
    }

    [Fact]
    public void The_package_brings_the_usings_of_every_room()
    {
        string script = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "lib", "NotebookKit.Interactive", "extension.dib"));

        Assert.All(
            typeof(BlockTrace).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct(),
            room => Assert.Contains($"using {room};\n", script, StringComparison.Ordinal)
        );
    }
}
