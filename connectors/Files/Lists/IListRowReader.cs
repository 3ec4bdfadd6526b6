using Sync.ConnectorKit;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Lists;

/// <summary>Reads the rows of a file that has one record in each.</summary>
internal interface IListRowReader
{
    /// <summary>What the records are.</summary>
    PosStream Stream { get; }

    /// <summary>Reads a row.</summary>
    /// <returns>Why it cannot be taken; null where it can.</returns>
    Rejection? Read(IRowSource row, out ListItem item);
}
