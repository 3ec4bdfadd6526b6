using System.Text.Json.Serialization;

namespace Sync.Engine.Connections;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SecretsJson : JsonSerializerContext;
