using System.Runtime.CompilerServices;
using Sync.ConnectorKit;

namespace Sync.Connectors.Toast;

/// <summary>Speaks to Toast: orders by when they were changed, the guests on them as customers, menus as products, and stock.</summary>
public sealed partial class ToastConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => ToastDescriptor.Value;

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        try
        {
            return await new ToastCheck(SessionOf(connection)).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e)
        {
            return new CheckReport([CheckVerdict.Failed("credentials", e)]); // a restaurant that is no GUID
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ReadRequest request, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in Pages(request, SessionOf(connection), cancellation).ConfigureAwait(false)) yield return page;
    }

    private static IAsyncEnumerable<RecordPage> Pages(ReadRequest request, ToastSession session, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => new GuestStream(session).ReadAsync(request.Cursor, cancellation),
        PosStream.Orders => Orders(request.Cursor, session, cancellation),
        PosStream.Products => new MenuStream(session).ReadAsync(request.Cursor, cancellation),
        PosStream.Inventory => new StockStream(session).ReadAsync(cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Toast has no such stream."),
    };

    private static async IAsyncEnumerable<RecordPage> Orders(
        string? cursor, ToastSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var step in new OrderReader(session, PosStream.Orders).ReadAsync(cursor, cancellation).ConfigureAwait(false))
        {
            yield return new RecordPage(step.Batch.Orders)
            {
                Rejected = step.Batch.Rejected,
                Deleted = step.Batch.Deleted,
                Checkpoint = step.Checkpoint,
                End = step.End,
            };
        }
    }

    private static ToastSession SessionOf(ConnectionContext connection) => connection.Session(c => new ToastSession(c));
}

/// <summary>Tries the log-in and, at each restaurant, the smallest request of each stream.</summary>
internal sealed class ToastCheck(ToastSession session)
{
    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        var login = await CheckVerdict.TryAsync("credentials", async () =>
        {
            await session.Client.ScopesAsync(cancellation).ConfigureAwait(false);
            return $"The log-in works, for {session.Restaurants.Count} restaurant(s).";
        }).ConfigureAwait(false);
        if (!login.Ok) return new CheckReport([login]);

        var restaurants = await CheckVerdict.TryAsync("restaurant", RestaurantsAsync).ConfigureAwait(false);
        // One after the other: four streams at several restaurants would be a burst for nothing.
        var orders = await EachAsync("orders", OrdersAsync).ConfigureAwait(false);
        var customers = orders.Ok
            ? await CheckVerdict.TryAsync("customers", GuestsAsync).ConfigureAwait(false)
            : orders with { What = "customers" };
        var products = await EachAsync("products", MenuAsync).ConfigureAwait(false);
        var stock = await EachAsync("inventory", StockAsync).ConfigureAwait(false);
        return new CheckReport([login, restaurants, customers, orders, products, stock]) { Accounts = [.. session.Restaurants] };

        async Task<string> GuestsAsync() => await session.Client.LacksAsync(ToastScopes.Guests, cancellation).ConfigureAwait(false)
            ? throw ToastErrors.MissingScope(ToastScopes.Guests, "guests", "The token carries no " + ToastScopes.Guests + ".")
            : "Guests are read from the orders.";

        // Nothing is refused for its lack: all streams are read without it, though not as well.
        async Task<string> RestaurantsAsync()
        {
            try
            {
                foreach (var restaurant in session.Restaurants) await session.Client.RestaurantAsync(restaurant, cancellation).ConfigureAwait(false);
                return "Each restaurant's time zone and currency are known.";
            }
            catch (FixSettingsException e)
            {
                return e.OwnerMessage;
            }
        }

        async Task<string> OrdersAsync(string restaurant)
        {
            await session.Client.OrdersAsync(restaurant, OrderWindows.Modified(session.Now.AddHours(-1), session.Now + session.Ahead), 1, 1, session.Ahead > TimeSpan.Zero, cancellation).ConfigureAwait(false);
            return "Reading orders works.";
        }

        async Task<string> MenuAsync(string restaurant) =>
            await session.Client.MenuVersionAsync(restaurant, cancellation).ConfigureAwait(false) is { } version
                ? $"The menu was last published {version}."
                : "Reading menus works, but none is published yet.";

        async Task<string> StockAsync(string restaurant)
        {
            var rows = await session.Client.StockAsync(restaurant, cancellation).ConfigureAwait(false);
            return $"{rows.Good.Count} item(s) are counted or out of stock.";
        }
    }

    private Task<CheckVerdict> EachAsync(string what, Func<string, Task<string>> attempt) => CheckVerdict.TryAsync(what, async () =>
    {
        var said = "";
        foreach (var restaurant in session.Restaurants) said = await attempt(restaurant).ConfigureAwait(false);
        return said;
    });
}
