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

/// <summary>
/// Tries the log-in, the smallest request of orders at each restaurant, and those of what else is read at some of them. A chain
/// is asked no faster than Toast allows, 5 times a second, and somebody waits: all of it at each of 40 restaurants would take
/// half a minute. What the credentials may read is the same everywhere, so a few restaurants show it; whether a restaurant is
/// there, only its own answer does, so each is asked for its orders, without which nothing of it would be of use. Where even
/// that takes too long, the verdict says how many were tried.
/// </summary>
internal sealed class ToastCheck(ToastSession session)
{
    // Enough to tell what the credentials may not read from a restaurant that lacks it.
    private const int Some = 3;

    // No further restaurant is begun after this; within the time that a check waits for its POS.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly long begun = session.Connection.Time.GetTimestamp();

    private bool IsLate => session.Connection.Time.GetElapsedTime(begun) >= Limit;

    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        var login = await CheckVerdict.TryAsync("credentials", async () =>
        {
            await session.Client.ScopesAsync(cancellation).ConfigureAwait(false);
            return $"The log-in works, for {session.Restaurants.Count} restaurant(s).";
        }).ConfigureAwait(false);
        if (!login.Ok) return new CheckReport([login]);

        // One after the other: several restaurants side by side would be a burst for nothing.
        var (orders, read) = await EachAsync("orders", session.Restaurants, OrdersAsync).ConfigureAwait(false);
        IReadOnlyList<string> some = [.. (read.Count > 0 ? read : session.Restaurants).Take(Some)];
        var restaurants = await CheckVerdict.TryAsync("restaurant", RestaurantsAsync).ConfigureAwait(false);
        var customers = orders.Ok
            ? await CheckVerdict.TryAsync("customers", GuestsAsync).ConfigureAwait(false)
            : orders with { What = "customers" };
        var (products, _) = await EachAsync("products", some, MenuAsync).ConfigureAwait(false);
        var (stock, _) = await EachAsync("inventory", some, StockAsync).ConfigureAwait(false);
        return new CheckReport([login, restaurants, customers, orders, products, stock]) { Accounts = [.. session.Restaurants] };

        async Task<string> GuestsAsync() => await session.Client.LacksAsync(ToastScopes.Guests, cancellation).ConfigureAwait(false)
            ? throw ToastErrors.MissingScope(ToastScopes.Guests, "guests", "The token carries no " + ToastScopes.Guests + ".")
            : "Guests are read from the orders.";

        // Nothing is refused for its lack: all streams are read without it, though not as well.
        async Task<string> RestaurantsAsync()
        {
            try
            {
                var asked = 0;
                foreach (var restaurant in some.TakeWhile(_ => asked == 0 || !IsLate))
                {
                    await session.Client.RestaurantAsync(restaurant, cancellation).ConfigureAwait(false);
                    asked++;
                }

                return asked == session.Restaurants.Count
                    ? "Each restaurant's time zone and currency are known."
                    : $"Time zone and currency are known of each of the {asked} restaurant(s) tried, of {session.Restaurants.Count}.";
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

    // One restaurant that is closed does not fail it where others can be read, as it fails no run: it is named. Else what gives
    // the connection new credentials would be refused for it.
    private async Task<(CheckVerdict Verdict, List<string> Read)> EachAsync(string what, IReadOnlyList<string> restaurants, Func<string, Task<string>> attempt)
    {
        var (gone, read) = (new Unreachable(restaurants.Count), new List<string>());
        var verdict = await CheckVerdict.TryAsync(what, async () =>
        {
            var (said, tried) = ("", 0);
            foreach (var restaurant in restaurants.TakeWhile(_ => tried == 0 || !IsLate))
            {
                tried++;
                if (await gone.TryAsync(restaurant, () => attempt(restaurant)).ConfigureAwait(false) is not { } answer) continue;
                said = answer;
                read.Add(restaurant);
            }

            if (read.Count == 0) throw gone.First;
            return said + Tried(tried, read.Count) + gone.Named;
        }).ConfigureAwait(false);
        return (verdict, read);
    }

    // Nothing where it is all of them.
    private string Tried(int tried, int read)
    {
        var all = session.Restaurants.Count;
        if (tried == all) return read == all ? "" : $" This is so at {read} of {all} restaurants.";
        return $" This was tried at {tried} of {all} restaurants; if another cannot be read, the next sync names it.";
    }
}
