using Sync.ConnectorKit.Wire;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Maps customers of either profile.</summary>
internal sealed class CustomerMapping(StoreClock clock)
{
    public Customer Map(CustomerRow row, string id) => new()
    {
        Id = id,
        Email = Email.Normalise(row.Email),
        UserId = PosUserId.Normalise(row.UserId),
        FirstName = Text.OrNull(row.FirstName) ?? Text.OrNull(row.NameFirst),
        LastName = Text.OrNull(row.LastName) ?? Text.OrNull(row.NameLast),
        Phone = Text.OrNull(row.Phone),
        CreatedAt = WireTime.Parse(row.DateCreated, clock),
    };
}
