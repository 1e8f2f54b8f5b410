import torch
from peer import SIZES, THREADS, serve
from torch_model import Model

torch.set_num_threads(THREADS)
torch.manual_seed(1)
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
x = torch.randn(SIZES["batchSize"], SIZES["window"], SIZES["features"])
y = torch.randn(SIZES["batchSize"], 1)


def step():
    model.train()
    optimizer.zero_grad()
    penalty = SIZES["l2"] * (model.dense.weight**2).sum()
    loss = torch.nn.functional.mse_loss(model(x), y) + penalty
    loss.backward()
    optimizer.step()
    return loss.item()


def predict(batch):
    x = torch.randn(batch, SIZES["window"], SIZES["features"])

    def run():
        model.eval()
        with torch.inference_mode():
            return model(x).numpy()

    return run


serve(
    {"train-step": step, "predict-1": predict(1), "predict-256": predict(256)},
    kernel=torch.backends.cpu.get_cpu_capability(),
    threads=torch.get_num_threads(),
)
