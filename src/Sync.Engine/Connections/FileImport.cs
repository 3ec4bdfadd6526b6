namespace Sync.Engine.Connections;

/// <summary>A file that is being brought in, or whose import was cut off.</summary>
/// <param name="Name">The file's name, as its owner has it.</param>
/// <param name="At">When the import was asked for.</param>
public sealed record FileImport(string Name, DateTimeOffset At)
{
    /// <summary>What people are told of one that was cut off. Customers that a file of orders makes are stored last.</summary>
    public const string HowToMend = "Part of it may be stored. Import the same file again: that brings in the rest, gives its sales their customers, and doubles nothing.";

    /// <summary>Tells of those that were cut off, and what to do.</summary>
    public static string Told(IEnumerable<FileImport> cutOff) =>
        string.Join(" ", cutOff.Select(i => $"The import of '{i.Name}' was cut off.").Append(HowToMend));
}
