using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Connectors.Files.Lists;
using Sync.Connectors.Files.Orders;
using Sync.Connectors.Files.Rejects;

namespace Sync.Connectors.Files;

/// <summary>
/// What was read of each connection's file: the streams of one run are read one after the other, and the file but once. It
/// is forgotten with the connection's context.
/// </summary>
internal sealed class FileCache
{
    private readonly ConditionalWeakTable<ConnectionContext, Lazy<IFileTable>> tables = [];

    /// <exception cref="FixSettingsException">The file is wrong as a whole, or a setting is.</exception>
    public async Task<IFileTable> GetAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var table = tables.GetValue(connection, c => new Lazy<IFileTable>(() => Read(c, cancellation)));
        try
        {
            return table.IsValueCreated ? table.Value : await Task.Run(() => table.Value, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // The next try shall look again: the owner may have mended the file.
            tables.Remove(connection);
            throw;
        }
    }

    private static IFileTable Read(ConnectionContext connection, CancellationToken cancellation)
    {
        var opener = new FileOpener(FileSettings.From(connection));
        if (opener.Settings.RejectsPath is { } rejects) RejectsFile.Check(rejects); // before any stream has gone in
        return opener.Settings.Kind == FileKind.Orders ? OrderFile.Read(opener, cancellation) : ListFile.Read(opener, cancellation);
    }
}
