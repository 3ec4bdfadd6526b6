using System.Text.Json.Serialization;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>How the wire records are read and written.</summary>
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(OrderRow))]
[JsonSerializable(typeof(ProductRow))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(InventorySearch))]
[JsonSerializable(typeof(CustomerSearch))]
internal sealed partial class AlleavesJson : JsonSerializerContext;
