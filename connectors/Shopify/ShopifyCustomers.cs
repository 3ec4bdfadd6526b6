using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Makes customers of what Shopify sends.</summary>
internal static class CustomerMapping
{
    /// <summary>
    /// The customer. Shopify tells null both for what a customer has not given and for what the app may not see, so a null
    /// means "not said" and leaves what is stored.
    /// </summary>
    public static Customer Map(CustomerRow row, string id, ConnectionContext connection)
    {
        var customer = new Customer
        {
            Id = id,
            Email = Email.Normalise(row.DefaultEmailAddress?.EmailAddress),
            FirstName = Wire.Text(row.FirstName),
            LastName = Wire.Text(row.LastName),
            Phone = Wire.Text(row.DefaultPhoneNumber?.PhoneNumber),
            CreatedAt = WireTime.Parse(row.CreatedAt, connection.StoreClock),
        };
        return customer with { Partial = customer is not { Email: not null, FirstName: not null, LastName: not null, Phone: not null } };
    }
}

/// <summary>
/// Whether a field is empty on every customer. Protected customer data that an app may not see comes back null, with an error or without
/// (shopify.dev, protected customer data), so that only the absence tells. Not all shops ask for numbers: that alone is no sign.
/// </summary>
internal sealed class Unsaid
{
    // Of fewer it may be chance.
    private const int Enough = 20;

    private static readonly (string Name, Func<CustomerRow, string?> Of)[] Fields =
    [
        ("an e-mail address", c => c.DefaultEmailAddress?.EmailAddress), ("a first name", c => c.FirstName), ("a last name", c => c.LastName),
        ("a telephone number", c => c.DefaultPhoneNumber?.PhoneNumber),
    ];

    private readonly int[] said = new int[Fields.Length];
    private int customers;

    public string? Warning => customers >= Enough && said[..^1].Contains(0)
        ? $"None of the {customers} customers that Shopify sent has {string.Join(" or ", Fields.Where((_, i) => said[i] == 0).Select(f => f.Name))}: if customers have given it, Shopify withholds it, and the app lacks the approval for protected customer data"
        : null;

    public void Note(CustomerRow row)
    {
        customers++;
        for (var i = 0; i < said.Length; i++)
            if (Wire.Text(Fields[i].Of(row)) is not null) said[i]++;
    }
}
