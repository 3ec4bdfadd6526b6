using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>The customers that the orders of a file name: an id on an order that goes in makes that customer.</summary>
internal static class OrderCustomers
{
    /// <summary>Each customer once, in the order of their first orders, with what the last lines of the file that state it say of them.</summary>
    public static IEnumerable<Customer> Build(OrderTable table)
    {
        var newest = new Dictionary<int, Customer>();
        var inOrder = new List<int>();
        for (var number = 0; number < table.Count; number++)
        {
            var id = CustomerOf(table, number);
            if (id == TextPool.None || newest.ContainsKey(id)) continue;
            newest.Add(id, new Customer { Id = table.Texts.Get(id)!, Partial = true });
            inOrder.Add(id);
        }

        for (var number = 0; number < table.Statements.Count; number++)
        {
            var said = table.Statements[number];
            var id = CustomerOf(table, said.Order);
            if (id != TextPool.None) newest[id] = With(newest[id], table.BuyerAt(said.Place), table);
        }

        return inOrder.Select(id => newest[id]);
    }

    private static int CustomerOf(OrderTable table, int order) => table.SpoiltOf(order) is null ? table[order].CustomerId : TextPool.None;

    private static Customer With(Customer known, in Buyer buyer, OrderTable table)
    {
        var texts = table.Texts;
        var (first, last) = PersonName.Of(texts.Get(buyer.FirstName), texts.Get(buyer.LastName), texts.Get(buyer.Name), table.NamesInTwo);
        return known with
        {
            Email = Email.Normalise(texts.Get(buyer.Email)) ?? known.Email,
            UserId = PosUserId.Normalise(texts.Get(buyer.UserId)) ?? known.UserId,
            FirstName = first ?? known.FirstName,
            LastName = last ?? known.LastName,
            Phone = texts.Get(buyer.Phone) ?? known.Phone,
        };
    }
}
