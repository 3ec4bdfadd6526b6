using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Engine.Tests.Harness;

/// <summary>A POS in memory: a connector that yields what is in its lists, page by page, and goes wrong where a test says so.</summary>
internal sealed class ScriptedPos : IPosConnector
{
    public const string Id = "scripted";

    /// <summary>What a checkpoint begins with; the page to go on with follows.</summary>
    public const string Page = "page:";

    private static readonly ConnectorDescriptor Facts = new()
    {
        Id = Id,
        DisplayName = "Scripted",
        Auth = AuthKind.None,
        Budget = new RateBudget(1),
        Streams =
        [
            new StreamDescriptor(PosStream.Customers, ReadStyle.Whole) { CarriesDeletes = true },
            new StreamDescriptor(PosStream.Orders, ReadStyle.Window) { CarriesDeletes = true },
            new StreamDescriptor(PosStream.Products, ReadStyle.Whole) { CarriesDeletes = true },
            new StreamDescriptor(PosStream.Inventory, ReadStyle.Whole) { CarriesDeletes = true },
        ],
        Fields =
        [
            new SettingField("shop", "Shop", "Which shop.") { Default = "1" },
            new SettingField("password", "Password", "The password.") { Secret = true },
            new SettingField("pin", "PIN", "The PIN.") { Secret = true },
            new SettingField("locationId", "Location", "The location."),
            new SettingField("timeZone", "Time zone", "The shop's time zone."),
            new SettingField("currency", "Currency", "What it sells in."),
        ],
    };

    public ConnectorDescriptor Descriptor => Facts with { Streams = [.. Facts.Streams.Where(s => !Lacks.Contains(s.Stream))] };

    /// <summary>Streams that this POS does not have.</summary>
    public HashSet<PosStream> Lacks { get; } = [];

    /// <summary>What each shop holds, by the connection's setting <c>shop</c>.</summary>
    public Dictionary<string, ScriptedShop> Shops { get; } = new() { ["1"] = new ScriptedShop() };

    /// <summary>What happens when a stream begins to be read, such as that the POS renews a token; null for nothing.</summary>
    public Func<ConnectionContext, PosStream, Task>? OnRead { get; set; }

    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) =>
        Task.FromResult(new CheckReport([new CheckVerdict("credentials", true, "fine")]));

    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ReadRequest request, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var shop = Shops[connection.Settings.Text("shop")!];
        shop.Asked.Add((request.Stream, request.Cursor));
        if (OnRead is { } begin) await begin(connection, request.Stream);
        var (records, end) = shop.Answer(request, connection.Time.GetUtcNow());
        var fault = shop.Faults.GetValueOrDefault(request.Stream);
        var pages = records.Chunk(shop.PageSize).ToList();
        if (pages.Count == 0) pages.Add([]);
        if (shop.RejectedComeLast) pages.Add([]);
        pages.InsertRange(0, Enumerable.Repeat<IPosRecord[]>([], shop.EmptyPages.GetValueOrDefault(request.Stream)));
        if (shop.Resumable && request.Cursor?.StartsWith(Page, StringComparison.Ordinal) == true)
        {
            if (shop.RefusesCheckpoints) throw new RestartPagingException("That is too long ago.", "checkpoint expired");
            end = end with { Coverage = CoverageKind.Changes };
        }

        for (var i = shop.FirstPage(request.Cursor); i < pages.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (fault is not null && i == fault.AfterPages)
            {
                if (fault.Error is { } error) throw error;
                yield break;
            }

            if (shop.BeforePage is { } before) await before(request.Stream, i);
            shop.Pages.Enqueue((request.Stream, i));
            var last = i == pages.Count - 1;
            yield return new RecordPage(pages[i])
            {
                ExpectedTotal = shop.TellsTotals ? records.Count : null,
                Deleted = shop.Deleted.GetValueOrDefault((request.Stream, i)) ?? [],
                WholeGroups = request.Stream == PosStream.Products && i == 0 ? shop.WholeGroups : [],
                Rejected = last ? shop.Rejected.GetValueOrDefault(request.Stream) ?? [] : [],
                End = last ? end : null,
                Checkpoint = shop.Resumable ? Page + (i + 1) : null,
            };
        }
    }
}
