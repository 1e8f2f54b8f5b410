import { useTensorFlow } from "@lstm-predict/tensorflow-native";
import * as tf from "@tensorflow/tfjs";
import { serveStock } from "./stock.ts";

await useTensorFlow();
await serveStock(tf);
