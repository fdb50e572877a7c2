using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityStandIn.Tests;

/// <summary>Writes types and members as C# names them, the way <see cref="ApiFacts"/> does.</summary>
public static class ApiSignature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double"
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword;
        if (type.IsGenericParameter) return type.Name;
        if (type.IsArray || type.IsByRef) return Of(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        string home = type.IsNested ? Of(type.DeclaringType!) : type.Namespace!;
        string name = $"{home}.{type.Name.Split('`')[0]}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo made => $"new({Of(made.GetParameters())})",
        MethodInfo method => $"{Static(method)}{Of(method.ReturnType)} {method.Name}`{Arity(method)}" +
            $"({Of(method.GetParameters())})",
        PropertyInfo indexer when indexer.GetIndexParameters().Length > 0 =>
            $"{Of(indexer.PropertyType)} this[{Of(indexer.GetIndexParameters())}]",
        PropertyInfo property =>
            $"{Static(property.GetAccessors(true)[0])}property {Of(property.PropertyType)} {property.Name}",
        EventInfo raised => $"{Static(raised.AddMethod!)}event {Of(raised.EventHandlerType!)} {raised.Name}",
        FieldInfo { DeclaringType.IsEnum: true } value => $"enum {value.Name} = {value.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}field {Of(field.FieldType)} {field.Name}",
        _ => throw new ArgumentException($"{member.MemberType} {member.Name}")
    };

    private static string Of(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Of(parameter.ParameterType)}"));

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static int Arity(MethodInfo method) => method.GetGenericArguments().Length;
}
