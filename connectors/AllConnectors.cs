using Sync.ConnectorKit;
using Sync.Connectors.Alleaves;
using Sync.Connectors.Clover;
using Sync.Connectors.Files;
using Sync.Connectors.GenericRest;
using Sync.Connectors.Lightspeed;
using Sync.Connectors.Shopify;
using Sync.Connectors.Square;
using Sync.Connectors.Toast;

namespace Sync.Connectors;

/// <summary>The one list of connectors: a new POS is a folder beside this file and a line in it.</summary>
public static class AllConnectors
{
    /// <summary>Every connector there is.</summary>
    public static IReadOnlyList<IPosConnector> List { get; } =
    [
        new AlleavesConnector(),
        new SquareConnector(),
        new ShopifyConnector(),
        new ToastConnector(),
        new LightspeedConnector(),
        new CloverConnector(),
        new GenericRestConnector(),
        new FilesConnector(),
    ];
}
