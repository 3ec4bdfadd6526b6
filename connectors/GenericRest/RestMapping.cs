using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.GenericRest;

/// <summary>Makes records of rows, by a definition's fields. One that cannot be understood is named, and the rest goes in.</summary>
internal sealed class RestMapping(PosStream stream, StreamRules rules, ConnectionContext connection)
{
    private const int MostWarnings = 20;
    private static readonly Dictionary<string, string> None = [];
    private readonly Dictionary<string, int> warnings = [];

    /// <summary>How many records had no id.</summary>
    public int Nameless { get; private set; }

    public IEnumerable<string> Warnings => warnings.Select(w => $"{w.Key} ({w.Value} times)");

    /// <summary>The page of some rows, and the id of each.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="known">The id of one that was on the page before: where it stands first, it is not told again.</param>
    public (RecordPage Page, IReadOnlyList<string?> Ids) Map(IReadOnlyList<(JsonElement Item, JsonElement Around)> rows, string? known)
    {
        var (records, rejected, deleted, ids) = (new List<IPosRecord>(), new List<RejectedRecord>(), new List<string>(), new List<string?>());
        foreach (var (item, around) in rows)
        {
            var (row, id) = (new Row(item, around, rules.Fields, rules.Constants), (string?)null);
            try
            {
                id = IdOf(row) ?? throw new SkipRecordException("no id", "It has no id where the definition says.");
                if (ids.Count == 0 && id == known) continue;
                if (IsDeleted(row)) deleted.Add(id);
                else records.Add(Of(row, id));
            }
            catch (SkipRecordException e)
            {
                Reject(id, e);
            }
            catch (Exception e) when (e is InvalidOperationException or OverflowException)
            {
                // What JsonElement says of half a sign that takes two, and of bytes that are no UTF-8; and sums beyond any amount.
                Reject(id, new SkipRecordException("unreadable", "It holds a text that is no text, or amounts that come to more than there is money.", e));
            }
            finally
            {
                ids.Add(id);
                if (id is null) Nameless++;
            }
        }

        return (new RecordPage(records) { Rejected = rejected, Deleted = deleted }, ids);

        void Reject(string? id, SkipRecordException why) => rejected.Add(RejectedRecord.Of(id ?? FormattableString.Invariant($"row {ids.Count + 1} of a page"), why));
    }

    private string? IdOf(Row row)
    {
        if (stream != PosStream.Inventory) return row.Text("id");
        return row.Text("locationId") is { } location && row.Text("productId") is { } product ? InventoryLevel.IdOf(location, product) : null;
    }

    private bool IsDeleted(Row row)
    {
        if (rules.Deleted is not { } deleted || row.At(deleted.Path) is not { } value) return false;
        return deleted.Values.Count == 0 ? Wire.Flag(value) : deleted.Values.Contains(Wire.Text(value), StringComparer.OrdinalIgnoreCase);
    }

    private IPosRecord Of(Row row, string id) => stream switch
    {
        PosStream.Customers => Customer(row, id),
        PosStream.Orders => Order(row, id),
        PosStream.Products => Product(row, id),
        _ => new InventoryLevel { LocationId = row.Text("locationId")!, ProductId = row.Text("productId")!, Quantity = row.Number("quantity") ?? throw Bad("quantity") },
    };

    private Customer Customer(Row row, string id) => new()
    {
        Id = id,
        Email = Email.Normalise(row.Text("email")),
        UserId = row.Text("userId"),
        FirstName = row.Text("firstName"),
        LastName = row.Text("lastName"),
        Phone = row.Text("phone"),
        LoyaltyPoints = row.Number("loyaltyPoints") is { } points ? (long)decimal.Floor(points) : null,
        CreatedAt = Time(row, "createdAt"),
    };

    private Product Product(Row row, string id)
    {
        var currency = CurrencyOf(row);
        var variant = row.Text("variant");
        var name = row.Text("name") ?? row.Text("parentName") ?? throw new SkipRecordException("no name", "It has no name where the definition says.");
        return new Product
        {
            Id = id,
            Name = variant is not null && row.Text("parentName") is { } parent ? $"{parent} - {variant}" : name,
            ParentId = variant is null ? null : row.Text("parentId"),
            Variant = variant,
            Sku = row.Text("sku"),
            Barcode = row.Text("barcode"),
            Brand = row.Text("brand"),
            Category = row.Text("category") ?? "",
            Subcategory = row.Text("subcategory"),
            Price = Amount(row, "price", currency),
            Cost = Amount(row, "cost", currency),
            ThcPercent = row.Number("thcPercent"),
            CbdPercent = row.Number("cbdPercent"),
            Available = row.Value("available") is null ? row.Text("available") is not "false" : Wire.Flag(row.Value("available")),
            Quantity = row.Number("quantity"),
            ImageUrl = row.Text("imageUrl"),
        };
    }

    private Order Order(Row row, string id)
    {
        var currency = CurrencyOf(row);
        var lines = Lines(row, currency);
        var total = Amount(row, "total", currency) ?? throw new SkipRecordException("no total", "It states no total where the definition says.");
        var (tax, discount) = (Amount(row, "tax", currency) ?? Money.Zero(currency), Amount(row, "discount", currency) ?? Money.Zero(currency));
        var (service, tip, rounding) = (Amount(row, "serviceCharge", currency), Amount(row, "tip", currency), Amount(row, "rounding", currency));
        var (status, refunded) = Settle(row, total);
        return new Order
        {
            Id = id,
            CustomerId = row.Text("customerId"),
            BuyerEmail = Email.Normalise(row.Text("buyerEmail")),
            BuyerUserId = row.Text("buyerUserId"),
            BuyerName = row.Text("buyerName"),
            BuyerPhone = row.Text("buyerPhone"),
            Status = status,
            Type = TypeOf(row),
            Lines = lines,
            // Without lines and a subtotal there is nothing to compare the total with: then it is what the parts leave of it.
            Subtotal = Amount(row, "subtotal", currency) ?? (lines.Count > 0
                ? Sum(lines.Select(l => l.Total), currency)
                : total + discount - Sum([tax, .. new[] { service, tip, rounding }.OfType<Money>()], currency)),
            Tax = tax,
            Discount = discount,
            ServiceCharge = service,
            Tip = tip,
            Rounding = rounding,
            Total = total,
            StatesParts = Amount(row, "subtotal", currency) is not null || Amount(row, "tax", currency) is not null,
            Refunded = refunded,
            LocationId = row.Text("locationId"),
            CreatedAt = Time(row, "createdAt") ?? throw new SkipRecordException("no date", "It does not say when it was made."),
            TimeZone = row.Text("timeZone"),
            BusinessDate = Day(row),
        };
    }

    private (OrderStatus Status, Money Refunded) Settle(Row row, Money total)
    {
        var status = StatusOf(row);
        var stated = Amount(row, "refunded", total.Currency) is { Minor: not 0 } amount ? new Money(Math.Abs(amount.Minor), amount.Currency) : (Money?)null;
        if (status is OrderStatus.Open or OrderStatus.Cancelled) return (status, stated ?? Money.Zero(total.Currency));
        // A negative total is itself the money that went back: nothing of it was refunded once more.
        if (total.Minor < 0) return (OrderStatus.Completed, Money.Zero(total.Currency));
        if (stated is { } back) return (back.Minor >= total.Minor ? OrderStatus.Refunded : OrderStatus.PartiallyRefunded, back);
        if (status == OrderStatus.PartiallyRefunded) Warn("partially refunded order without an amount");
        return (status, status == OrderStatus.Refunded ? total : Money.Zero(total.Currency));
    }

    // A definition that has no status lists what was sold. One that it does not know counts nowhere.
    private OrderStatus StatusOf(Row row)
    {
        if (!rules.Fields.ContainsKey("status") && !rules.Constants.ContainsKey("status")) return OrderStatus.Completed;
        var text = row.Text("status")?.Trim() ?? "";
        if (rules.Statuses.TryGetValue(text, out var status) || (rules.Statuses.Count == 0 && Named(text, out status))) return status;
        if (rules.Statuses.TryGetValue("*", out status)) return status;
        Warn($"unknown order status '{Short(text)}'");
        return OrderStatus.Open;
    }

    private OrderType TypeOf(Row row)
    {
        if (row.Text("type")?.Trim() is not { } text) return OrderType.InStore;
        if (rules.Types.TryGetValue(text, out var type) || Named(text, out type) || rules.Types.TryGetValue("*", out type)) return type;
        Warn($"unknown order type '{Short(text)}'");
        return OrderType.InStore;
    }

    // Enum.TryParse would take a number as well.
    private static bool Named<T>(string text, out T value) where T : struct, Enum
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        value = default;
        return plain.Length > 0 && char.IsAsciiLetter(plain[0]) && Enum.TryParse(plain, ignoreCase: true, out value);
    }

    private IReadOnlyList<OrderLine> Lines(Row row, Currency currency)
    {
        if (!rules.Fields.TryGetValue("lines", out var path) || path.Each(row.Start(path)) is not { } found) return [];
        return [.. found.Items.Select(i => Line(new Row(i.Item, i.Around, rules.Lines, None), currency))];
    }

    private OrderLine Line(Row row, Currency currency)
    {
        var quantity = row.Number("quantity") ?? 1;
        var price = Major(row, "unitPrice", currency);
        var total = Amount(row, "total", currency)
            ?? Money.FromMajor(Bounded(quantity, price ?? throw new SkipRecordException("bad line", "A line states neither a total nor a price.")), currency);
        return new OrderLine(
            row.Text("productId") ?? "", row.Text("name") ?? "", quantity, price ?? (quantity == 0 ? 0 : total.Major / quantity), total, row.Text("category"));
    }

    private static decimal Bounded(decimal quantity, decimal price) =>
        Math.Abs(quantity) <= 1e9m && Math.Abs(price) <= 1e9m ? quantity * price : throw new SkipRecordException("bad line", "A line's quantity or price is larger than any.");

    private Currency CurrencyOf(Row row) =>
        row.Text("currency")?.Trim() is not { } code || code.Equals(connection.Currency.Code, StringComparison.OrdinalIgnoreCase)
            ? connection.Currency
            : throw new SkipRecordException("other currency", $"It is in '{Short(code)}', the connection in {connection.Currency}.") { Currency = code };

    private Money? Amount(Row row, string field, Currency currency)
    {
        if (row.Number(field) is not { } amount) return null;
        if (!rules.MinorAmounts) return Money.FromMajor(amount, currency);
        return amount == decimal.Truncate(amount) ? new Money((long)amount, currency) : throw Bad(field);
    }

    // A unit price may be finer than a minor unit.
    private decimal? Major(Row row, string field, Currency currency) =>
        row.Number(field) is not { } amount ? null : rules.MinorAmounts ? amount / currency.Scale : amount;

    private DateTimeOffset? Time(Row row, string field) =>
        row.Value(field) is not { } value || IsBlank(value) ? null : rules.Dates.Read(value, connection.StoreClock) ?? throw new SkipRecordException("bad date", $"Its {field} is no time in the form that the definition says.");

    // What stands where nothing is known: 1970 began before any POS.
    private bool IsBlank(JsonElement value) => (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
        || (rules.Dates.Form is TimeForms.UnixSeconds or TimeForms.UnixMilliseconds && Wire.Number(value) == 0);

    private static DateOnly? Day(Row row)
    {
        if (row.Text("businessDate") is not { } text) return null;
        var day = text.Length > 10 ? text[..10] : text;
        return DateOnly.TryParseExact(day, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Bad("businessDate");
    }

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) => amounts.Aggregate(Money.Zero(currency), (a, b) => a + b);

    // No more of them than anybody would read: a field that is no status at all has a word of its own on each order.
    private void Warn(string what)
    {
        if (warnings.ContainsKey(what) || warnings.Count < MostWarnings) warnings[what] = warnings.GetValueOrDefault(what) + 1;
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] : text;

    internal static SkipRecordException Bad(string field) => new("bad " + field, $"Its {field} is no number.");

    /// <summary>One row, with the names that a definition gives to places in it.</summary>
    private sealed class Row(JsonElement item, JsonElement around, IReadOnlyDictionary<string, JsonPath> fields, IReadOnlyDictionary<string, string> constants)
    {
        public JsonElement Start(JsonPath path) => path.FromAround ? around : item;

        public JsonElement? At(JsonPath path) => path.One(Start(path));

        public JsonElement? Value(string field) => fields.TryGetValue(field, out var path) ? At(path) : null;

        public string? Text(string field) => Wire.Text(Value(field)) ?? constants.GetValueOrDefault(field);

        public decimal? Number(string field)
        {
            if (Value(field) is { } value && !(value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())))
                return Wire.Number(value) ?? throw Bad(field);
            if (!constants.TryGetValue(field, out var constant)) return null;
            return decimal.TryParse(constant, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(field);
        }
    }
}
