namespace Sync.Engine.Connections;

/// <summary>An import that was noted.</summary>
/// <param name="Now">Its note.</param>
/// <param name="Answers">Imports that were cut off before, whose notes it takes away when it ends.</param>
public sealed record BegunImport(FileImport Now, IReadOnlyList<FileImport> Answers);
