using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Lists;

/// <summary>A customer or product while the file is read.</summary>
/// <param name="Record">The record, but for its time.</param>
/// <param name="Time">The time, whose day and month are settled at the end of the file.</param>
internal readonly record struct ListItem(IPosRecord Record, FileTime Time);
