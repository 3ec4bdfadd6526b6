namespace Sync.ConnectorKit;

/// <summary>A connector whose POS tells which locations an account has.</summary>
public interface IListsLocations
{
    /// <summary>The locations that the connection reads, as the POS has them.</summary>
    /// <exception cref="ConnectorException">They cannot be read.</exception>
    Task<IReadOnlyList<PosLocation>> LocationsAsync(ConnectionContext connection, CancellationToken cancellation);
}

/// <summary>A place where a POS sells.</summary>
/// <param name="Id">The POS's id of it, as orders name it.</param>
/// <param name="Name">What people call it; null where the POS does not say.</param>
/// <param name="TimeZone">Its IANA time zone, as the POS has it; null where it does not say.</param>
/// <param name="Currency">Its three-letter currency; null where the POS does not say.</param>
public sealed record PosLocation(string Id, string? Name, string? TimeZone, string? Currency);
