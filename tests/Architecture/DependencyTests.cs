using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>Dependencies point one way.</summary>
public sealed class DependencyTests
{
    public static TheoryData<Part> Parts => [.. Part.All];

    [Theory]
    [MemberData(nameof(Parts))]
    public void GivenAProject_WhenItsProjectFileIsRead_ThenItNamesOnlyWhatItMaySee(Part part) =>
        part.ReferencedProjects().Except(part.MaySee).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Parts))]
    public void GivenAProject_WhenItsCompiledCodeIsRead_ThenItUsesOnlyWhatItMaySee(Part part)
    {
        var ours = part.ReferencedAssemblies().Where(IsOurs).ToList();
        ours.Except(part.MaySee).ShouldBeEmpty();
        if (part.MaySee.Count > 0) ours.ShouldNotBeEmpty(); // else nothing was looked at
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void GivenAProjectWithoutHttpOfItsOwn_WhenItsCompiledCodeIsRead_ThenItDoesNotSeeTheWebServer(Part part)
    {
        if (part.Assembly is "Sync.Web" or "Sync.Functions" or "possync") return;
        part.ReferencedAssemblies().ShouldNotContain(r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void GivenTheRepository_WhenProjectsThatShipAreCounted_ThenEachHasItsPlaceInTheOrder()
    {
        var found = Sources.Folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.csproj", SearchOption.AllDirectories));
        found.Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/')).Order().ShouldBe(Part.All.Select(p => p.Project).Order());
    }

    private static bool IsOurs(string assembly) => assembly == "possync" || assembly.StartsWith("Sync.", StringComparison.Ordinal);
}
