using System.Globalization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>Maps the guests on checks.</summary>
/// <param name="byEmail">Whether a guest is who has their address, rather than their guid.</param>
internal sealed class GuestMapping(bool byEmail)
{
    public Customer? Map(GuestRow? row) => row is null || IdOf(row) is not { } id ? null : new Customer
    {
        Id = id,
        Email = Email.Normalise(row.Email),
        FirstName = Words.OrNull(row.FirstName),
        LastName = Words.OrNull(row.LastName),
        Phone = Phone(row),
        Partial = true,
    };

    public string? IdOf(GuestRow row) => byEmail
        ? Email.Normalise(row.Email) ?? Phone(row) ?? Words.OrNull(row.Guid)
        : Words.OrNull(row.Guid);

    /// <summary>With its country's code in front where Toast states one.</summary>
    public static string? Phone(GuestRow? row)
    {
        if (Words.OrNull(row?.Phone) is not { } phone) return null;
        var country = Words.OrNull(row!.PhoneCountryCode)?.TrimStart('+');
        return country is null || phone.StartsWith('+') ? phone : $"+{country}{phone}";
    }
}

/// <summary>Maps the items of a restaurant's menus, each once, however many groups hold it.</summary>
internal sealed class MenuMapping(Restaurant restaurant, Currency currency, IReadOnlySet<string> soldOut)
{
    private readonly List<Product> products = [];
    private readonly List<RejectedRecord> rejected = [];
    private readonly HashSet<string> seen = [];
    private readonly HashSet<string> strange = [];
    private bool whole = true; // whether each item is there, or named among the rejected

    public RecordPage Map(MenusRow menus)
    {
        whole &= menus.Menus is not null;
        foreach (var menu in menus.Menus ?? []) Walk(menu, null, null, 0);
        return new RecordPage(products) { Rejected = rejected, WholeGroups = whole ? [restaurant.Guid] : [] };
    }

    private void Walk(GroupRow? group, string? outer, string? inner, int depth)
    {
        whole &= group is { MenuItems: null or { Named: true } };
        if (group is null) return;
        foreach (var item in group.MenuItems?.Good ?? [])
        {
            if (item.Guid is null || seen.Add(item.Guid)) Add(item, outer, inner);
        }

        rejected.AddRange((group.MenuItems?.Bad ?? []).Where(b => strange.Add(b.Id)));

        // A menu is not a category; its groups are, and the groups within them finer ones.
        foreach (var child in group.MenuGroups ?? [])
            Walk(child, depth == 0 ? Words.OrNull(child?.Name) : outer, depth == 0 ? null : Words.OrNull(child?.Name), depth + 1);
    }

    private void Add(ItemRow item, string? outer, string? inner)
    {
        var name = Words.OrNull(item.CatalogProductInfo?.Product?.Name) ?? Words.OrNull(item.Name);
        if (Words.OrNull(item.Guid) is not { } id)
        {
            whole = false;
            rejected.Add(new RejectedRecord(name ?? "?", "no id", "The menu item has no guid."));
        }
        else if (name is null) rejected.Add(new RejectedRecord(id, "no name", "The menu item has no name."));
        else if (!restaurant.Currency.Equals(currency)) rejected.Add(new RejectedRecord(id, "other currency", $"The restaurant sells in {restaurant.Currency}."));
        else products.Add(Map(item, id, name, outer, inner));
    }

    private Product Map(ItemRow item, string id, string name, string? outer, string? inner)
    {
        var variant = Variant(item.CatalogProductInfo);
        return new Product
        {
            Id = id,
            Group = restaurant.Guid, // source: menus 2.4.1: an item's guid is of one restaurant
            Name = variant is null ? Words.OrNull(item.Name) ?? name : $"{name} - {variant}",
            ParentId = variant is null ? null : Words.OrNull(item.CatalogProductInfo?.Product?.Id),
            Variant = variant,
            Sku = Words.OrNull(item.Sku) ?? Words.OrNull(item.Plu),
            Category = outer ?? Words.OrNull(item.SalesCategory?.Name) ?? "",
            Subcategory = inner,
            // Null for open and size prices; 0 says "none" too.
            Price = item.Price.Value is > 0 and < 1_000_000_000 and var price ? Money.FromMajor(price, currency) : null,
            // An item that is visible nowhere is kept, not sold. A visibility that is not stated says nothing.
            Available = item.Visibility is not { Count: 0 } && !soldOut.Contains(id),
            ImageUrl = Words.OrNull(item.Image),
        };
    }

    // Retail items that come in options are items of their own which name the product they belong to.
    private static string? Variant(CatalogRow? info) => Words.OrNull(string.Join(
        " / ", (info?.ProductVariant?.SelectedOptions ?? []).Select(o => Words.OrNull(o?.Value?.Name)).OfType<string>()));
}

/// <summary>Maps what a restaurant says of itself.</summary>
internal static class RestaurantMapping
{
    public static Restaurant Map(string guid, RestaurantRow row, Currency otherwise) =>
        Of(guid, row.General?.TimeZone, row.General?.CurrencyCode, otherwise) with { FirstDay = Words.Day(row.General?.FirstBusinessDate) };

    public static Restaurant Of(string guid, string? zone, string? currency, Currency otherwise) => new(
        guid,
        Words.OrNull(zone) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? name : null,
        Currency.Find(currency) ?? otherwise,
        null);
}

/// <summary>Small readings of text.</summary>
internal static class Words
{
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A day written as yyyyMMdd; null where it is none.</summary>
    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 2000 ? day : null;
}
