namespace Sync.TestKit;

/// <summary>Where the repository lies.</summary>
public static class Repository
{
    /// <summary>The folder that holds Sync.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sync.sln"))) return folder.FullName;
        throw new InvalidOperationException("Sync.sln is not above " + AppContext.BaseDirectory);
    }
}
