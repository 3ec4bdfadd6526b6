using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>A project, and what it may see of the others.</summary>
/// <param name="Project">Its project file.</param>
/// <param name="Assembly">What it is compiled to.</param>
/// <param name="MaySee">The assemblies of ours that it may see, by the direction in which dependencies point.</param>
public sealed record Part(string Project, string Assembly, IReadOnlyList<string> MaySee)
{
    private static readonly string[] AllOfThem =
        ["Sync.Web", "Sync.Engine", "Sync.Connectors", "Sync.ConnectorKit", "Sync.Store", "Sync.Insights", "Sync.Model"];

    /// <summary>Every project that ships.</summary>
    public static IReadOnlyList<Part> All { get; } =
    [
        new("src/Sync.Model/Sync.Model.csproj", "Sync.Model", []),
        new("src/Sync.ConnectorKit/Sync.ConnectorKit.csproj", "Sync.ConnectorKit", ["Sync.Model"]),
        new("connectors/Sync.Connectors.csproj", "Sync.Connectors", ["Sync.ConnectorKit", "Sync.Model"]),
        new("src/Sync.Store/Sync.Store.csproj", "Sync.Store", ["Sync.Model"]),
        new("src/Sync.Insights/Sync.Insights.csproj", "Sync.Insights", ["Sync.Model"]),
        new("src/Sync.Engine/Sync.Engine.csproj", "Sync.Engine", ["Sync.ConnectorKit", "Sync.Store", "Sync.Insights", "Sync.Model"]),
        new("src/Sync.Web/Sync.Web.csproj", "Sync.Web", AllOfThem[1..]),
        new("functions/Sync.Functions.csproj", "Sync.Functions", AllOfThem),
        // The demo opens the fake shop that the tests use.
        new("src/Sync.Cli/Sync.Cli.csproj", "possync", [.. AllOfThem, "Sync.Simulator"]),
    ];

    /// <summary>The assemblies that its project file names.</summary>
    public IReadOnlyList<string> ReferencedProjects() =>
    [
        .. XDocument.Load(Path.Combine(Repository.Root, Project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))),
    ];

    /// <summary>The assemblies that its compiled code names.</summary>
    public IReadOnlyList<string> ReferencedAssemblies() =>
        Read(m => m.AssemblyReferences.Select(r => m.GetString(m.GetAssemblyReference(r).Name)).ToList());

    /// <summary>Looks at its compiled code.</summary>
    public T Read<T>(Func<MetadataReader, T> look)
    {
        using var file = File.OpenRead(CompiledPath());
        using var image = new PEReader(file);
        return look(image.GetMetadataReader());
    }

    public override string ToString() => Assembly;

    private string CompiledPath()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        return Path.Combine(Repository.Root, Path.GetDirectoryName(Project)!, "bin", configuration, "net10.0", Assembly + ".dll");
    }
}
