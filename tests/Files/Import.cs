using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors.Files;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Files.Tests;

/// <summary>One file in a folder of its own, and what an import of it yields.</summary>
internal sealed class Import : IDisposable
{
    private static readonly FakeTime Clock = new("2026-01-01T00:00:00Z");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-files-");
    private readonly PosHttp http = new(new HttpClient(), new RateBudget(1), Clock, new RequestMeter());
    private readonly Dictionary<string, string> settings;

    public Import(byte[] content, string kind = "orders", string zone = "Europe/London")
    {
        settings = new Dictionary<string, string> { ["file"] = PathOf("input"), ["as"] = kind, ["rejects"] = PathOf("rejects.csv") };
        File.WriteAllBytes(PathOf("input"), content);
        Zone = zone;
    }

    public Import(string content, string kind = "orders", string zone = "Europe/London")
        : this(Encoding.UTF8.GetBytes(content), kind, zone) { }

    public string Zone { get; }

    public FilesConnector Connector { get; } = new();

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string RejectsText => File.ReadAllText(PathOf("rejects.csv"));

    public bool RejectsExist => File.Exists(PathOf("rejects.csv"));

    /// <summary>What is told where no row went in; null where one did.</summary>
    public string? NothingTaken { get; private set; }

    public Import With(string name, string value)
    {
        settings[name] = value;
        return this;
    }

    public Import WithMapping(string json)
    {
        File.WriteAllText(PathOf("map.json"), json);
        return With("map", PathOf("map.json"));
    }

    public ConnectionContext Context() => new()
    {
        ConnectionId = "c1",
        Settings = ConnectionSettings.From(Connector.Descriptor, settings),
        StoreClock = StoreClock.Of(Zone),
        Currency = Currency.Of("GBP"),
        Time = Clock,
        Http = http,
    };

    public async Task<List<RecordPage>> Pages(PosStream stream, ConnectionContext? context = null)
    {
        var pages = new List<RecordPage>();
        try
        {
            await foreach (var page in Connector.ReadAsync(new ReadRequest(stream), context ?? Context(), default)) pages.Add(page);
        }
        catch (FixSettingsException nothing) when (pages.Count > 0)
        {
            // Of a file none of whose rows goes in the rejected ones come all the same.
            pages.SelectMany(p => p.Records).ShouldBeEmpty(nothing.OwnerMessage);
            NothingTaken = nothing.OwnerMessage;
        }

        return pages;
    }

    public async Task<List<Order>> Orders() => Records<Order>(await Pages(PosStream.Orders));

    public async Task<List<Customer>> Customers() => Records<Customer>(await Pages(PosStream.Customers));

    public async Task<List<Product>> Products() => Records<Product>(await Pages(PosStream.Products));

    public async Task<List<RejectedRecord>> Rejected(PosStream stream = PosStream.Orders) =>
        (await Pages(stream)).SelectMany(p => p.Rejected).ToList();

    public Task<FileMapping> Mapping() => Connector.DescribeAsync(Context(), default);

    /// <summary>The whole file is refused: no page, no rejects file. Returns what the owner is told.</summary>
    public async Task<FixSettingsException> Refused(PosStream stream = PosStream.Orders)
    {
        var pages = 0;
        var refusal = await Should.ThrowAsync<FixSettingsException>(async () =>
        {
            await foreach (var _ in Connector.ReadAsync(new ReadRequest(stream), Context(), default)) pages++;
        });
        pages.ShouldBe(0);
        RejectsExist.ShouldBeFalse();
        return refusal;
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Delete(recursive: true);
    }

    private static List<T> Records<T>(List<RecordPage> pages)
    {
        pages.Count(p => p.End is not null).ShouldBe(1);
        pages[^1].End!.Coverage.ShouldBe(CoverageKind.Changes);
        return pages.SelectMany(p => p.Records).Cast<T>().ToList();
    }
}
