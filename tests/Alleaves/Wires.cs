using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Alleaves.Tests;

/// <summary>Maps single records as they come over the wire.</summary>
internal static class Wires
{
    private static readonly Currency Dollars = Currency.Of("USD");

    public static RecordPage Customers(string json) =>
        Map(Envelope.Read(Encoding.UTF8.GetBytes(json), "customers", AlleavesJson.Default.CustomerRow), r => r.Id, new CustomerMapping(StoreClock.Of("UTC")).Map);

    public static RecordPage Orders(string json, string zone = "UTC", Warnings? warnings = null) => Map(
        Envelope.Read(Encoding.UTF8.GetBytes(json), "orders", AlleavesJson.Default.OrderRow),
        r => r.Id,
        new OrderMapping(StoreClock.Of(zone), Dollars, "1000", warnings ?? new Warnings()).Map);

    public static RecordPage Products(string json, Warnings? warnings = null)
    {
        var page = Envelope.Read(Encoding.UTF8.GetBytes(json), "products", AlleavesJson.Default.ProductRow);
        return Map(page with { Rows = Batches.Merge(page.Rows) }, r => r.Id, new ProductMapping(Dollars, warnings ?? new Warnings()).Map);
    }

    public static Order Order(string fields, string zone = "UTC") =>
        (Order)Orders("[{" + fields + "}]", zone).Records.ShouldHaveSingleItem();

    public static Product Product(string fields) =>
        (Product)Products("[{\"id_product\":1,\"name\":\"A\"," + fields + "}]").Records.ShouldHaveSingleItem();

    private static RecordPage Map<T>(NumberedPage<T?> page, Func<T, string?> idOf, Func<T, string, IPosRecord> map) where T : class =>
        PageMapping.Map(page.Rows, page.Total, idOf, map);
}
