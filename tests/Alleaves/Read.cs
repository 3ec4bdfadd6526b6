using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Alleaves.Tests;

/// <summary>What came of reading a stream.</summary>
internal sealed class Read
{
    public List<RecordPage> Pages { get; } = [];

    public ConnectorException? Error { get; set; }

    public List<IPosRecord> Records => [.. Pages.SelectMany(p => p.Records)];

    public List<Customer> Customers => [.. Records.Cast<Customer>()];

    public List<Order> Orders => [.. Records.Cast<Order>()];

    public List<Product> Products => [.. Records.Cast<Product>()];

    public List<RejectedRecord> Rejected => [.. Pages.SelectMany(p => p.Rejected)];

    public StreamEnd? End => Pages.LastOrDefault()?.End;
}
