using System.Collections.Concurrent;
using System.Globalization;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Engine.Tests.Harness;

/// <summary>What is in a scripted shop, and how it answers. Change it as you like between runs.</summary>
internal sealed class ScriptedShop
{
    public List<Customer> Customers { get; private init; } = [];

    public List<Order> Orders { get; private init; } = [];

    public List<Product> Products { get; private init; } = [];

    public List<InventoryLevel> Inventory { get; private init; } = [];

    public int PageSize { get; set; } = 25;

    /// <summary>Whether pages tell how many records there are in all.</summary>
    public bool TellsTotals { get; set; } = true;

    /// <summary>After the first read, orders are answered so far back only; null for all of them, always.</summary>
    public TimeSpan? OrderWindow { get; set; }

    /// <summary>What is claimed of the records, where it is not the best.</summary>
    public CoverageKind? Coverage { get; set; }

    /// <summary>Until when a window of orders is said to be whole; null for always.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Locations that are said to be closed.</summary>
    public List<string> ClosedLocations { get; } = [];

    /// <summary>Locations whose stock list tells only what is counted.</summary>
    public List<string> CountedOnly { get; } = [];

    public Dictionary<PosStream, StreamFault> Faults { get; } = [];

    /// <summary>What the last page rejects.</summary>
    public Dictionary<PosStream, List<RejectedRecord>> Rejected { get; } = [];

    /// <summary>Whether what is rejected stands on a page of its own, after all else.</summary>
    public bool RejectedComeLast { get; set; }

    /// <summary>Ids that a page, counted from 0, says are deleted.</summary>
    public Dictionary<(PosStream Stream, int Page), string[]> Deleted { get; } = [];

    /// <summary>Groups of which the products' first page holds all.</summary>
    public List<string> WholeGroups { get; } = [];

    /// <summary>What each stream's end says, where it is not the usual.</summary>
    public Dictionary<PosStream, string> EndCursors { get; } = [];

    /// <summary>Whether each page says how the read is gone on with, and a read from an end's cursor brings nothing.</summary>
    public bool Resumable { get; set; }

    /// <summary>Whether every checkpoint is too old.</summary>
    public bool RefusesCheckpoints { get; set; }

    /// <summary>Every page that was asked for.</summary>
    public ConcurrentQueue<(PosStream Stream, int Page)> Pages { get; } = [];

    /// <summary>Every read so far, with the cursor it started from.</summary>
    public ConcurrentBag<(PosStream Stream, string? Cursor)> Asked { get; } = [];

    /// <summary>Streams that a read finds out this shop does not have, such as those that a definition leaves out.</summary>
    public HashSet<PosStream> NotOffered { get; } = [];

    /// <summary>Answers by the cursor instead, where the lists do not do; null for the lists.</summary>
    public Func<ReadRequest, (List<IPosRecord> Records, StreamEnd End)>? Script { get; set; }

    /// <summary>How many pages of a stream bring nothing before the first that does.</summary>
    public Dictionary<PosStream, int> EmptyPages { get; private init; } = [];

    /// <summary>Happens before each page.</summary>
    public Func<PosStream, int, Task>? BeforePage { get; set; }

    /// <summary>A copy that changes by itself.</summary>
    public ScriptedShop Copy() => new()
    {
        Customers = [.. Customers],
        Orders = [.. Orders],
        Products = [.. Products],
        Inventory = [.. Inventory],
        PageSize = PageSize,
        OrderWindow = OrderWindow,
        Resumable = Resumable,
        Coverage = Coverage,
        Script = Script,
        EmptyPages = new Dictionary<PosStream, int>(EmptyPages),
    };

    /// <summary>Makes the lists those of another shop.</summary>
    public void Become(ScriptedShop other)
    {
        Replace(Customers, other.Customers);
        Replace(Orders, other.Orders);
        Replace(Products, other.Products);
        Replace(Inventory, other.Inventory);
    }

    public void Put(Customer customer) => Put(Customers, customer);

    public void Put(Order order) => Put(Orders, order);

    public void Put(Product product) => Put(Products, product);

    public void Put(InventoryLevel level) => Put(Inventory, level);

    public void Edit(string order, Func<Order, Order> change) => Put(change(Orders.Single(o => o.Id == order)));

    public void EditCustomer(string customer, Func<Customer, Customer> change) => Put(change(Customers.Single(c => c.Id == customer)));

    public void EditProduct(string product, Func<Product, Product> change) => Put(change(Products.Single(p => p.Id == product)));

    /// <summary>Where a read begins, counted from 0.</summary>
    public int FirstPage(string? cursor) =>
        Resumable && cursor?.StartsWith(ScriptedPos.Page, StringComparison.Ordinal) == true ? int.Parse(cursor[ScriptedPos.Page.Length..], CultureInfo.InvariantCulture) : 0;

    /// <summary>The answer to a request.</summary>
    public (List<IPosRecord> Records, StreamEnd End) Answer(ReadRequest request, DateTimeOffset now)
    {
        if (NotOffered.Contains(request.Stream)) return ([], new StreamEnd(null, CoverageKind.Changes) { NotOffered = true });
        if (Script is { } script) return script(request);
        if (!Resumable) return AnswerOf(request, now);
        if (request.Cursor == "read") return ([], new StreamEnd("read", CoverageKind.Changes));
        return (AnswerOf(request with { Cursor = null }, now).Records, End("read"));
    }

    private (List<IPosRecord> Records, StreamEnd End) AnswerOf(ReadRequest request, DateTimeOffset now) => request.Stream switch
    {
        PosStream.Customers => ([.. Customers], End(EndCursors.GetValueOrDefault(request.Stream))),
        PosStream.Products => ([.. Products], End(EndCursors.GetValueOrDefault(request.Stream))),
        PosStream.Inventory => ([.. Inventory], End(EndCursors.GetValueOrDefault(request.Stream))),
        _ => OrdersOf(request.Cursor, now),
    };

    private (List<IPosRecord>, StreamEnd) OrdersOf(string? cursor, DateTimeOffset now)
    {
        if (cursor is null || OrderWindow is not { } window) return ([.. Orders], End(EndCursors.GetValueOrDefault(PosStream.Orders, "read")));
        var from = now - window;
        return ([.. Orders.Where(o => o.CreatedAt >= from)], new StreamEnd("read", Coverage ?? CoverageKind.Window, from) { Until = Until });
    }

    private StreamEnd End(string? cursor) => new(cursor, Coverage ?? CoverageKind.Everything) { ClosedLocations = ClosedLocations, CountedOnly = CountedOnly };

    private static void Put<T>(List<T> list, T record) where T : IPosRecord
    {
        var at = list.FindIndex(r => r.Id == record.Id);
        if (at < 0) list.Add(record);
        else list[at] = record;
    }

    private static void Replace<T>(List<T> list, List<T> with)
    {
        list.Clear();
        list.AddRange(with);
    }
}
