using Sync.Connectors.Files.Values;
using Sync.Model;

namespace Sync.Connectors.Files.Orders;

/// <summary>The customers that the orders of a file name: an id on an order that goes in makes that customer.</summary>
internal static class OrderCustomers
{
    /// <summary>Each customer once, in the order of their first orders, with what the latest rows of the file say of them.</summary>
    public static IEnumerable<Customer> Build(OrderTable table)
    {
        var newest = new Dictionary<int, Customer>();
        var inOrder = new List<int>();
        for (var number = 0; number < table.Count; number++)
        {
            ref readonly var order = ref table[number];
            if (order.CustomerId == TextPool.None || table.SpoiltOf(number) is not null) continue;
            if (!newest.TryGetValue(order.CustomerId, out var known))
            {
                known = new Customer { Id = table.Texts.Get(order.CustomerId)!, Partial = true };
                inOrder.Add(order.CustomerId);
            }

            newest[order.CustomerId] = With(known, table.BuyerOf(order), table.Texts);
        }

        return inOrder.Select(id => newest[id]);
    }

    private static Customer With(Customer known, in Buyer buyer, TextPool texts)
    {
        var (first, last) = PersonName.Of(texts.Get(buyer.FirstName), texts.Get(buyer.LastName), texts.Get(buyer.Name));
        var customer = known with
        {
            Email = Email.Normalise(texts.Get(buyer.Email)) ?? known.Email,
            UserId = texts.Get(buyer.UserId) ?? known.UserId,
            FirstName = first ?? known.FirstName,
            LastName = last ?? known.LastName,
            Phone = texts.Get(buyer.Phone) ?? known.Phone,
        };
        return customer;
    }
}
