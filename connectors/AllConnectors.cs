using Sync.ConnectorKit;
using Sync.Connectors.Alleaves;
using Sync.Connectors.Files;
using Sync.Connectors.Shopify;

namespace Sync.Connectors;

/// <summary>The one list of connectors: a new POS is a folder beside this file and a line in it.</summary>
public static class AllConnectors
{
    /// <summary>Every connector there is.</summary>
    public static IReadOnlyList<IPosConnector> List { get; } =
    [
        new AlleavesConnector(),
        new FilesConnector(),
        new ShopifyConnector(),
    ];
}
